/** What the user is told when something that they asked for did not work. */

import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";

export async function showFailure(error: unknown): Promise<void> {
  if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) {
    return; // by the user
  }
  const message = error instanceof Error ? error.message : String(error);
  const chosen = await vscode.window.showErrorMessage(message, "Show Log");
  if (chosen !== undefined) {
    await vscode.commands.executeCommand("kibitz.showLog");
  }
}
