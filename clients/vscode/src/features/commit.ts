/** A commit message for what is staged, written into the box of VS Code's source control. Commits nothing. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { showFailure } from "../failure";
import { COMMIT_MESSAGE_COMMAND } from "../protocol";

const RUNNING = "kibitz.writesCommitMessage"; // the button stops it then
const REPLACE = "Replace It";

/** Of VS Code's own extension for Git, as much as is used here. */
interface GitExtension {
  /** `git.enabled`; without it there is no API. */
  enabled: boolean;
  getAPI(version: 1): Git;
}

interface Git {
  repositories: Repository[];
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  rootUri: vscode.Uri;
  inputBox: { value: string };
  ui: { selected: boolean };
}

export function register({ server }: FeatureContext): vscode.Disposable {
  let running: vscode.CancellationTokenSource | undefined;

  /** @param chosen the source control whose button it was; from the palette there is none. */
  async function write(chosen?: { rootUri?: vscode.Uri }): Promise<void> {
    const repository = await repositoryOf(chosen?.rootUri);
    if (repository === undefined) {
      void vscode.window.showInformationMessage("There is no Git repository in this window.");
      return;
    }
    try {
      const message = await messageFor(repository.rootUri.toString());
      if (message !== "" && (await mayReplace(repository))) {
        repository.inputBox.value = message.trimEnd();
      }
    } catch (error) {
      await showFailure(error);
    }
  }

  async function messageFor(folder: string): Promise<string> {
    running?.cancel();
    const source = (running = new vscode.CancellationTokenSource());
    await vscode.commands.executeCommand("setContext", RUNNING, true);
    try {
      return await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () =>
        server.execute<string>(COMMIT_MESSAGE_COMMAND, { folder }, source.token),
      );
    } finally {
      source.dispose();
      if (running === source) {
        running = undefined;
        await vscode.commands.executeCommand("setContext", RUNNING, false);
      }
    }
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("kibitz.writeCommitMessage", write),
    vscode.commands.registerCommand("kibitz.stopCommitMessage", () => running?.cancel()),
  );
}

/** The one at `root`; else the one that is selected in the source control view. */
async function repositoryOf(root: vscode.Uri | undefined): Promise<Repository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  const exports = await extension?.activate();
  if (exports?.enabled !== true) {
    return undefined;
  }
  const git = exports.getAPI(1);
  const given = root === undefined ? null : git.getRepository(root);
  return given ?? git.repositories.find(({ ui }) => ui.selected) ?? git.repositories[0];
}

/** What somebody wrote by hand is not overwritten unasked. */
async function mayReplace({ inputBox }: Repository): Promise<boolean> {
  return (
    inputBox.value.trim() === "" ||
    (await vscode.window.showWarningMessage("There is a commit message already.", REPLACE)) === REPLACE
  );
}
