/** The chat view in the side bar. Passes messages between the page (`src/chat/`) and the server; decides nothing. */

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import {
  CHAT_CONTEXT_NOTIFICATION,
  CHAT_TEXT_NOTIFICATION,
  NEW_CHAT_COMMAND,
  type ChatPlace,
  type FromPage,
  type ToPage,
} from "../protocol";

const VIEW = "kibitz.chat";
const CODE_SCHEMES = ["file", "untitled", "vscode-notebook-cell"];

export function register({ extension, server, log }: FeatureContext): vscode.Disposable {
  let view: vscode.WebviewView | undefined;
  let editor = vscode.window.activeTextEditor; // the last one with code: the page takes the focus
  const running = new Map<number, vscode.CancellationTokenSource>();

  function tell(message: ToPage): void {
    void view?.webview.postMessage(message);
  }

  /** From the palette the view may be hidden. */
  async function show(kind: "focus" | "new" | "history"): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    tell({ kind });
  }

  function place(): ChatPlace | null {
    if (editor === undefined || !CODE_SCHEMES.includes(editor.document.uri.scheme)) {
      return null;
    }
    const { document, selection } = editor;
    const problems = vscode.languages.getDiagnostics(document.uri);
    return {
      uri: document.uri.toString(),
      range: { start: selection.start, end: selection.end },
      problems: problems.map(({ range, message, severity }) => {
        const kind = vscode.DiagnosticSeverity[severity].toLowerCase();
        return `${range.start.line + 1}: ${kind}: ${message}`;
      }),
    };
  }

  async function request(message: FromPage & { kind: "request" }): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    running.set(message.number, source);
    try {
      const params = { ...message.params, place: place() };
      const result = await server.request<unknown>(message.method, params, source.token);
      tell({ kind: "result", number: message.number, result });
    } catch (error) {
      const stopped = source.token.isCancellationRequested;
      tell({
        kind: "failure",
        number: message.number,
        message: stopped ? "" : error instanceof Error ? error.message : String(error),
      });
    } finally {
      running.delete(message.number);
      source.dispose();
    }
  }

  function receive(message: FromPage): void {
    switch (message.kind) {
      case "request":
        void request(message);
        break;
      case "stop":
        running.get(message.number)?.cancel();
        break;
      case "copy":
        void vscode.env.clipboard.writeText(message.text);
        break;
      case "open":
        void open(message.uri).catch((error: unknown) => {
          log.warn("A link of the chat could not be opened", error);
        });
        break;
      case "model":
        void vscode.commands.executeCommand("kibitz.switchModel");
        break;
    }
  }

  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor((active) => {
      if (active !== undefined && CODE_SCHEMES.includes(active.document.uri.scheme)) {
        editor = active;
      }
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      editor = editor?.document === document ? undefined : editor;
    }),
    server.onNotification(CHAT_CONTEXT_NOTIFICATION, (params) => {
      tell({ kind: "context", params: params as never });
    }),
    server.onNotification(CHAT_TEXT_NOTIFICATION, (params) => {
      tell({ kind: "text", params: params as never });
    }),
    server.onStatus(({ model }) => {
      tell({ kind: "status", model });
    }),
    vscode.window.registerWebviewViewProvider(
      VIEW,
      {
        resolveWebviewView(opened) {
          view = opened;
          const assets = vscode.Uri.joinPath(extension.extensionUri, "dist");
          opened.webview.options = { enableScripts: true, localResourceRoots: [assets] };
          opened.webview.onDidReceiveMessage(receive);
          opened.webview.html = page(opened.webview, assets);
          opened.onDidDispose(() => {
            view = undefined;
            running.forEach((source) => {
              source.cancel();
            });
          });
        },
      },
      { webviewOptions: { retainContextWhenHidden: true } }, // an answer may come while it is hidden
    ),
    vscode.commands.registerCommand("kibitz.chat.focusInput", () => show("focus")),
    vscode.commands.registerCommand("kibitz.chat.new", () => show("new")),
    vscode.commands.registerCommand("kibitz.chat.history", () => show("history")),
    vscode.commands.registerCommand("kibitz.chatDocument", () => server.execute(NEW_CHAT_COMMAND, {})),
  );
}

/** A file at a line, as the server's citations have it: `file:///a.py#L12`. Nothing else is opened. */
async function open(link: string): Promise<void> {
  const uri = vscode.Uri.parse(link, true);
  if (uri.scheme !== "file") {
    return;
  }
  const line = Math.max(Number(/^L(\d+)/.exec(uri.fragment)?.[1] ?? 1) - 1, 0);
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(uri.with({ fragment: "" }), { selection });
}

/** Scripts and styles come from this extension alone; images, fonts, frames and connections from nowhere. */
function page(webview: vscode.Webview, assets: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(assets, name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource};`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset("chat.css")}">
<title>Kibitz chat</title>
</head>
<body>
<main id="turns" role="log" aria-live="polite" aria-label="Conversation" tabindex="0"></main>
<section id="history" aria-label="Earlier conversations" hidden>
<input id="search" type="search" placeholder="Search the history" aria-label="Search the history">
<ul id="conversations"></ul>
</section>
<form id="ask">
<ul id="mentions" role="listbox" aria-label="Mentions" hidden></ul>
<textarea id="question" rows="3" placeholder="Ask about your code; @ mentions files, the selection, the diff"
 aria-label="Question" aria-controls="mentions" aria-autocomplete="list"></textarea>
<div id="bar">
<button type="button" id="model" title="Switch the model">model</button>
<span id="cost" role="status"></span>
<button type="button" id="regenerate" title="Answer again" disabled>Again</button>
<button type="submit" id="send" title="Send (Enter)">Send</button>
<button type="button" id="stop" title="Stop (Escape)" hidden>Stop</button>
</div>
</form>
<script nonce="${nonce}" src="${asset("chat.js")}"></script>
</body>
</html>`;
}
