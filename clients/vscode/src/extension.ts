/** Puts the parts together. All that decides anything about code is in the server. */

import * as vscode from "vscode";

import type { FeatureContext } from "./context";
import * as actions from "./features/actions";
import * as chat from "./features/chat";
import * as commit from "./features/commit";
import * as control from "./features/control";
import * as installation from "./features/installation";
import * as menu from "./features/menu";
import * as models from "./features/models";
import * as review from "./features/review";
import * as status from "./features/status";
import * as switches from "./features/switches";
import { Server } from "./server/server";

const FEATURES = [status, actions, review, chat, commit, switches, models, installation, control, menu];

let running: Server | undefined; // `deactivate` gets no context

export function activate(extension: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Kibitz", { log: true });
  const server = new Server(extension, log);
  const context: FeatureContext = { extension, log, server };
  running = server;
  extension.subscriptions.push(log, server, ...FEATURES.map((feature) => feature.register(context)));
  void server.restart();
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}
