/** One connection to a server: what it is told about this editor, and what is changed on the way. */

import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type ClientCapabilities,
  type Middleware,
  type StaticFeature,
} from "vscode-languageclient/node";

import { CLIENT_CAPABILITIES, EDIT_COMMAND, PROMPTING_TITLE } from "../protocol";
import { forServer, SECTION } from "../settings";
import type { Program } from "./locate";

const SELECTOR = [{ scheme: "file" }, { scheme: "untitled" }]; // not the documents of previews, diffs and logs
const MAX_CONNECTION_ERRORS = 3; // as vscode-languageclient has it

export interface ClientHooks {
  log: vscode.LogOutputChannel;
  /** Where the server runs: never in the workspace, whose files it would import. */
  cwd: string;
}

export function newClient(program: Program, hooks: ClientHooks): LanguageClient {
  const client: LanguageClient = new QuietClient(
    SECTION,
    "Kibitz",
    { command: program.command, args: program.args, options: { cwd: hooks.cwd } },
    {
      documentSelector: SELECTOR,
      initializationOptions: () => forServer(vscode.workspace.getConfiguration().get(SECTION)),
      outputChannel: hooks.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: middleware(() => client),
      errorHandler: {
        error: (_error, _message, count) => ({
          action: (count ?? 0) <= MAX_CONNECTION_ERRORS ? ErrorAction.Continue : ErrorAction.Shutdown,
          handled: true,
        }),
        // Whether and when it is started again is for `server.ts`.
        closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
      },
    },
  );
  client.registerFeature(new Announcement());
  return client;
}

/** Logs and never shows: a failed suggestion is no reason for a dialog, and the rest is told by its feature. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

class Announcement implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const experimental: unknown = capabilities.experimental;
    capabilities.experimental = { ...(experimental ?? {}), kibitz: CLIENT_CAPABILITIES };
  }

  initialize(): void {
    // Nothing is switched on by the answer.
  }

  getState(): { kind: "static" } {
    return { kind: "static" };
  }

  clear(): void {
    // Holds nothing.
  }
}

function middleware(client: () => LanguageClient): Middleware {
  return {
    workspace: {
      configuration: async (params, token, next) => {
        const values = await next(params, token);
        if (!Array.isArray(values)) {
          return values;
        }
        return params.items.map(({ section }, i) =>
          section === SECTION ? forServer(values[i]) : (values[i] as unknown),
        );
      },
      didChangeConfiguration: async () => {
        const section = forServer(vscode.workspace.getConfiguration().get(SECTION));
        await client().sendNotification("workspace/didChangeConfiguration", {
          settings: { [SECTION]: section },
        });
      },
    },
    window: {
      showDocument: async (params, token, next) => {
        const uri = client().protocol2CodeConverter.asUri(params.uri);
        if (params.external === true || !isForReading(uri)) {
          return next(params, token);
        }
        await vscode.window.showTextDocument(uri, {
          viewColumn: vscode.ViewColumn.Beside,
          preserveFocus: params.takeFocus !== true,
        });
        return { success: true };
      },
    },
    provideCodeActions: async (document, range, context, token, next) =>
      (await next(document, range, context, token))?.map(askedFirst),
  };
}

/** A text that the server wrote for the user: shown beside the code that it is about. */
function isForReading(uri: vscode.Uri): boolean {
  return path.extname(uri.path) === ".md" && vscode.workspace.getWorkspaceFolder(uri) === undefined;
}

/** The entry that has no instruction yet asks for one here; what a comment in the code says needs no question. */
function askedFirst<T extends vscode.Command | vscode.CodeAction>(entry: T): T {
  if (
    !("command" in entry) ||
    typeof entry.command !== "object" ||
    !entry.title.startsWith(PROMPTING_TITLE)
  ) {
    return entry;
  }
  return Object.assign(entry, { command: { ...entry.command, command: EDIT_COMMAND } });
}
