/** Ghost text on and off: in this workspace, in this language (settings that the server follows), for a while. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { SNOOZE_COMMAND } from "../protocol";
import { SECTION, toggled } from "../settings";

const ENABLED = "inlineCompletion.enabled";
const DISABLED_LANGUAGES = "inlineCompletion.disabledLanguages";

const SNOOZES: readonly (vscode.QuickPickItem & { minutes: number | null })[] = [
  { label: "10 minutes", minutes: 10 },
  { label: "30 minutes", minutes: 30 },
  { label: "60 minutes", minutes: 60 },
  { label: "Go on now", minutes: null },
];

export function register({ server }: FeatureContext): vscode.Disposable {
  async function snooze(): Promise<void> {
    const choice = await vscode.window.showQuickPick(SNOOZES, { placeHolder: "No ghost text for" });
    if (choice !== undefined) {
      await server.execute(SNOOZE_COMMAND, { minutes: choice.minutes });
    }
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("kibitz.pause", snooze),
    vscode.commands.registerCommand("kibitz.toggle", toggleHere),
    vscode.commands.registerCommand("kibitz.toggleLanguage", toggleLanguage),
  );
}

export function isEnabledHere(): boolean {
  return section().get(ENABLED, true);
}

export function isEnabledFor(language: string): boolean {
  return !section().get<string[]>(DISABLED_LANGUAGES, []).includes(language);
}

async function toggleHere(): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await section().update(ENABLED, !isEnabledHere(), target);
}

async function toggleLanguage(): Promise<void> {
  const language = vscode.window.activeTextEditor?.document.languageId;
  if (language === undefined) {
    return;
  }
  // A workspace's own list hides the user's: change the one that counts.
  const own = section().inspect(DISABLED_LANGUAGES)?.workspaceValue;
  const target = own === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  const languages = section().get<string[]>(DISABLED_LANGUAGES, []);
  await section().update(DISABLED_LANGUAGES, toggled(languages, language), target);
}

function section(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION);
}
