/** Explain, edit by instruction, refactor: the commands of the editor that start an action of the server. */

import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";

import type { FeatureContext } from "../context";
import { RUN_ACTION_COMMAND, type RunActionArguments } from "../protocol";

export function register({ server }: FeatureContext): vscode.Disposable {
  async function run(action: string, more: Pick<RunActionArguments, "instruction"> = {}): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      void vscode.window.showInformationMessage("Open a file first.");
      return;
    }
    const { document, selection } = editor;
    const args: RunActionArguments = {
      action,
      uri: document.uri.toString(),
      version: document.version,
      range: server.lspRange(selection),
      ...more,
    };
    try {
      await server.execute(RUN_ACTION_COMMAND, args);
    } catch (error) {
      await showFailure(error);
    }
  }

  async function edit(): Promise<void> {
    const instruction = await askInstruction();
    if (instruction !== undefined) {
      await run("edit", { instruction });
    }
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("kibitz.explain", () => run("explain")),
    vscode.commands.registerCommand("kibitz.edit", edit),
    vscode.commands.registerCommand("kibitz.refactor", () =>
      vscode.commands.executeCommand("editor.action.codeAction", {
        kind: "refactor.rewrite.kibitz",
        apply: "never",
      }),
    ),
  );
}

/** What to do with the selection, or with what the cursor is in; undefined for nothing. */
export async function askInstruction(): Promise<string | undefined> {
  const instruction = await vscode.window.showInputBox({
    title: "Kibitz: edit by instruction",
    prompt: "What shall be done? You review the result before anything changes.",
    placeHolder: "add type hints",
  });
  return instruction?.trim() === "" ? undefined : instruction?.trim();
}

async function showFailure(error: unknown): Promise<void> {
  if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) {
    return; // by the user
  }
  const message = error instanceof Error ? error.message : String(error);
  const chosen = await vscode.window.showErrorMessage(message, "Show Log");
  if (chosen !== undefined) {
    await vscode.commands.executeCommand("kibitz.showLog");
  }
}
