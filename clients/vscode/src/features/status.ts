/** The item in the status bar: model, busy, trouble. A click opens the menu. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import type { ServerStatus } from "../protocol";
import { statusView } from "./status_view";
import { isEnabledFor, isEnabledHere } from "./switches";

export function register({ server }: FeatureContext): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("kibitz.status", vscode.StatusBarAlignment.Right, 100);
  item.name = "Kibitz";
  item.command = "kibitz.menu";
  let status: ServerStatus | undefined;

  function show(): void {
    const view = statusView(server.state, status, offHere());
    item.text = view.text;
    item.tooltip = view.tooltip;
    item.accessibilityInformation = { label: `Kibitz: ${view.tooltip}`, role: "button" };
    item.backgroundColor =
      view.severity === "none"
        ? undefined
        : new vscode.ThemeColor(`statusBarItem.${view.severity}Background`);
    item.show();
  }

  show();
  return vscode.Disposable.from(
    item,
    server.onStatus((value) => {
      status = value;
      show();
    }),
    vscode.workspace.onDidChangeConfiguration(show),
    vscode.window.onDidChangeActiveTextEditor(show),
    server.onDidChangeState((state) => {
      if (state.kind !== "running") {
        status = undefined; // what a server said before it went away no longer holds
      }
      show();
    }),
  );
}

function offHere(): string | undefined {
  const language = vscode.window.activeTextEditor?.document.languageId;
  if (!isEnabledHere()) {
    return "Ghost text is turned off here.";
  }
  return language === undefined || isEnabledFor(language)
    ? undefined
    : `Ghost text is turned off for ${language}.`;
}
