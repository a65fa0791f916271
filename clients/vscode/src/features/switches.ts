/** Ghost text on and off: in this workspace, in this language. Only settings; the server follows them. */

import * as vscode from "vscode";

import { SECTION, toggled } from "../settings";

const ENABLED = "inlineCompletion.enabled";
const DISABLED_LANGUAGES = "inlineCompletion.disabledLanguages";

export function register(): vscode.Disposable {
  return vscode.Disposable.from(
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
