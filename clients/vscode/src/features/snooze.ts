/** No ghost text for a while. The server keeps the time. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { SNOOZE_COMMAND } from "../protocol";

const CHOICES: readonly (vscode.QuickPickItem & { minutes: number | null })[] = [
  { label: "10 minutes", minutes: 10 },
  { label: "30 minutes", minutes: 30 },
  { label: "60 minutes", minutes: 60 },
  { label: "Go on now", minutes: null },
];

export function register({ server, log }: FeatureContext): vscode.Disposable {
  return vscode.commands.registerCommand("kibitz.pause", async () => {
    const choice = await vscode.window.showQuickPick(CHOICES, { placeHolder: "No ghost text for" });
    if (choice === undefined) {
      return;
    }
    try {
      await server.execute(SNOOZE_COMMAND, { minutes: choice.minutes });
    } catch (error) {
      log.error("Snooze failed", error);
      void vscode.window.showErrorMessage("Kibitz is not running.");
    }
  });
}
