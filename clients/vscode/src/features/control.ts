/** Restart (by hand, and when `kibitz.serverPath` changes), log, and the one message when the server is down. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { SECTION } from "../settings";

export function register({ server, log }: FeatureContext): vscode.Disposable {
  let path = serverPath();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration(() => {
      // Trusting the workspace is such a change, too, and most often changes no value.
      if (path !== serverPath()) {
        path = serverPath();
        void server.restart();
      }
    }),
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

function serverPath(): string {
  return vscode.workspace.getConfiguration(SECTION).get("serverPath", "");
}
