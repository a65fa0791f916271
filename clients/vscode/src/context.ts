/** What a feature may use. Each feature is one file with `register(context): Disposable`. */

import type * as vscode from "vscode";

import type { Server } from "./server/server";

export interface FeatureContext {
  extension: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  server: Server;
}
