/** One connection to a server: what it is told about this editor, and what is changed on the way. */

import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type Middleware,
  type StaticFeature,
} from "vscode-languageclient/node";

import {
  CLIENT_CAPABILITIES,
  EDIT_COMMAND,
  MOST_PROBLEMS,
  PROBLEMS_NOTIFICATION,
  PROMPTING_TITLE,
  type ProblemsParams,
} from "../protocol";
import { forServer, SECTION } from "../settings";
import type { Program } from "./locate";
import { withoutRepetition } from "./problems";

// Not the documents of previews, diffs and logs.
const SELECTOR = [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-notebook-cell" }];

/** @param cwd where the server runs: never in the workspace, whose files it would import. */
export function newClient(program: Program, cwd: string, log: vscode.LogOutputChannel): LanguageClient {
  const client: LanguageClient = new QuietClient(
    SECTION,
    "Kibitz",
    { command: program.command, args: program.args, options: { cwd } },
    {
      documentSelector: SELECTOR,
      initializationOptions: () => forServer(vscode.workspace.getConfiguration().get(SECTION)),
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: middleware(() => client),
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        // Whether and when it is started again is for `server.ts`.
        closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
      },
    },
  );
  client.registerFeature(announcement);
  return client;
}

/** Logs and never shows: a failed suggestion is no reason for a dialog, and the rest is told by its feature. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

const announcement: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { kibitz: CLIENT_CAPABILITIES };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

function middleware(client: () => LanguageClient): Middleware {
  const tellProblems = withoutRepetition((params) =>
    client().sendNotification(PROBLEMS_NOTIFICATION, params),
  );
  return {
    workspace: {
      configuration: async (params, token, next) => {
        const values = await next(params, token);
        return Array.isArray(values) ? values.map(forServer) : values;
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
        if (path.basename(uri.path).startsWith("diagram")) {
          await vscode.commands.executeCommand("markdown.showPreviewToSide", uri); // which draws Mermaid
          return { success: true };
        }
        await vscode.window.showTextDocument(uri, {
          viewColumn: vscode.ViewColumn.Beside,
          preserveFocus: params.takeFocus !== true,
        });
        return { success: true };
      },
    },
    provideCodeActions: async (document, range, context, token, next) => {
      await tellProblems(document, problemsOf(document.uri, client()));
      return (await next(document, range, context, token))?.map(askedFirst);
    },
  };
}

/** All that is complained about in a document: the request for code actions tells of its own lines only. */
function problemsOf(uri: vscode.Uri, client: LanguageClient): ProblemsParams {
  const found = vscode.languages.getDiagnostics(uri).slice(0, MOST_PROBLEMS);
  const convert = client.code2ProtocolConverter;
  return {
    uri: convert.asUri(uri),
    problems: found.map(({ range, message }) => ({ range: convert.asRange(range), message })),
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
