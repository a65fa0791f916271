/** Restart and log, and the one message when the server is down for good. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";

export function register({ server, log }: FeatureContext): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("kibitz.restart", () => server.restart()),
    vscode.commands.registerCommand("kibitz.showLog", () => {
      log.show();
    }),
    server.onDidChangeState(async (state) => {
      if (state.kind !== "failed") {
        return;
      }
      const chosen = await vscode.window.showErrorMessage(state.message, "Restart", "Show Log", "Settings");
      if (chosen === "Restart") {
        await server.restart();
      } else if (chosen === "Show Log") {
        log.show();
      } else if (chosen === "Settings") {
        await vscode.commands.executeCommand("workbench.action.openSettings", "kibitz.serverPath");
      }
    }),
  );
}
