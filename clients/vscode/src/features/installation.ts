/** Offers to install the server when there is none, and installs it in front of the user's eyes. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { findPython, install } from "../server/environment";
import { NEWEST, OLDEST, type Choice } from "../server/python";
import type { ServerState } from "../server/server";

const PYTHON_PAGE = "https://www.python.org/downloads/";
const INSTALL_SIZE = "200 MB"; // measured on disk, with the engine of the embedded model

export function register(context: FeatureContext): vscode.Disposable {
  const { server } = context;
  let offered = false;

  async function offer(state: ServerState): Promise<void> {
    const missing = state.kind === "missing";
    if (offered || !(missing || (state.kind === "running" && server.outdated))) {
      return;
    }
    offered = true; // once in a session; the status bar keeps saying it
    const chosen = await vscode.window.showInformationMessage(
      missing
        ? `Kibitz needs its server. Install it now (${INSTALL_SIZE}, from your Python package index)? It stays in this extension's own folder.`
        : "The Kibitz server is older than this extension. Update it now?",
      missing ? "Install" : "Update",
      "Not Now",
    );
    if (chosen === "Install") {
      await server.restart(); // another window may have installed it meanwhile
    }
    if (chosen === "Update" || (chosen === "Install" && server.state.kind === "missing")) {
      await installServer(context);
    }
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("kibitz.install", () => installServer(context)),
    server.onDidChangeState((state) => void offer(state)),
  );
}

async function installServer({ server, log }: FeatureContext): Promise<void> {
  const at = await server.environments();
  await vscode.workspace.fs.createDirectory(vscode.Uri.file(at.folder));
  const choice = await findPython(at.folder);
  if (choice.kind !== "found") {
    await explainPython(choice);
    return;
  }
  log.info(`Installing the server with ${choice.python.executable}`);
  await server.stop();
  try {
    const withEngine = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: "Installing Kibitz", cancellable: true },
      (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => {
          abort.abort();
        });
        const report = (line: string) => {
          log.info(line);
          progress.report({ message: shortened(line) });
        };
        return install(at, choice.python.executable, report, abort.signal);
      },
    );
    if (!withEngine) {
      void vscode.window.showWarningMessage(
        "Kibitz is installed, but the engine of its embedded model could not be: the log says why. Until it is, use Ollama or another model server (settings kibitz.models and kibitz.providers).",
      );
    }
  } catch (error) {
    void showFailure(error, log);
  }
  await server.restart();
}

async function explainPython(choice: Exclude<Choice, { kind: "found" }>): Promise<void> {
  const supported = `${OLDEST.join(".")} to ${NEWEST.join(".")}`;
  if (choice.kind === "noVenv") {
    const [major, minor] = choice.python.version;
    void vscode.window.showErrorMessage(
      `${choice.python.executable} cannot make environments. Install its venv package (on Debian and Ubuntu: sudo apt install python${major}.${minor}-venv), then try again.`,
    );
    return;
  }
  const found = choice.kind === "none" ? "none was found" : `found ${choice.python.version.join(".")}`;
  const chosen = await vscode.window.showErrorMessage(
    `Kibitz needs a 64-bit Python ${supported}; ${found}.`,
    "Get Python",
  );
  if (chosen !== undefined) {
    await vscode.env.openExternal(vscode.Uri.parse(PYTHON_PAGE));
  }
}

async function showFailure(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error("Installing failed", error);
  const message = error instanceof Error ? error.message : String(error);
  const chosen = await vscode.window.showErrorMessage(
    `Kibitz was not installed: ${message}`,
    "Try Again",
    "Show Log",
  );
  if (chosen === "Show Log") {
    log.show();
  } else if (chosen === "Try Again") {
    await vscode.commands.executeCommand("kibitz.install");
  }
}

/** A line of pip without the addresses that make it too long for a notification. */
function shortened(line: string): string {
  return line.replace(/\s*(?:\(from .*|https?:\S+.*|file:\S+.*)$/, "").slice(0, 80);
}
