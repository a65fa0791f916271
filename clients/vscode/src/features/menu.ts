/** What a click on the status bar item offers. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { isEnabledFor, isEnabledHere } from "./switches";

interface Entry extends vscode.QuickPickItem {
  command: vscode.Command;
}

export function register({ server }: FeatureContext): vscode.Disposable {
  let mend: vscode.Command | undefined;
  return vscode.Disposable.from(
    server.onStatus(({ action }) => {
      mend = action ?? undefined;
    }),
    vscode.commands.registerCommand("kibitz.menu", async () => {
      const chosen = await vscode.window.showQuickPick(entries(server.state.kind, mend), {
        placeHolder: "Kibitz",
      });
      if (chosen !== undefined) {
        const { command, arguments: args = [] } = chosen.command;
        await vscode.commands.executeCommand(command, ...(args as unknown[]));
      }
    }),
  );
}

function entries(
  state: FeatureContext["server"]["state"]["kind"],
  mend: vscode.Command | undefined,
): Entry[] {
  const language = vscode.window.activeTextEditor?.document.languageId;
  const onOff = (isOn: boolean) =>
    isOn ? "$(circle-slash) Turn ghost text off" : "$(check) Turn ghost text on";
  const entry = (label: string, command: string): Entry => ({ label, command: { title: label, command } });
  return [
    ...(mend === undefined ? [] : [{ label: `$(tools) ${mend.title}`, command: mend }]),
    ...(state === "missing" ? [entry("$(cloud-download) Install the server", "kibitz.install")] : []),
    entry(`${onOff(isEnabledHere())} here`, "kibitz.toggle"),
    ...(language === undefined
      ? []
      : [entry(`${onOff(isEnabledFor(language))} for ${language}`, "kibitz.toggleLanguage")]),
    entry("$(clock) Snooze…", "kibitz.pause"),
    entry("$(arrow-swap) Switch model…", "kibitz.switchModel"),
    entry("$(output) Show log", "kibitz.showLog"),
    entry("$(debug-restart) Restart the server", "kibitz.restart"),
  ];
}
