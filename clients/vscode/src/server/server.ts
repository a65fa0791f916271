/** The life of the server: found, started, restarted after a crash, stopped. At most one at a time. */

import { existsSync, statSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";

import { STATUS_NOTIFICATION, type ServerStatus } from "../protocol";
import { SECTION } from "../settings";
import { newClient } from "./client";
import { CrashCounter } from "./crashes";
import { installedPython, type Environments } from "./environment";
import { locate, type Program } from "./locate";

const START_TIMEOUT_MS = 60_000; // it takes a second; the first start after an installation on a busy machine, ten

export type ServerState =
  | { kind: "stopped" }
  | { kind: "missing" }
  | { kind: "starting" }
  | { kind: "running" }
  | { kind: "failed"; message: string };

type Handler = (params: unknown, token: vscode.CancellationToken) => Promise<unknown>;

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly crashes = new CrashCounter();
  private hasRun = false; // since the user last asked for a start
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly statusChanged = new vscode.EventEmitter<ServerStatus>();
  private readonly handlers = new Map<string, Handler>();
  private readonly listeners = new Map<string, (params: unknown) => void>();
  private turn: Promise<void> = Promise.resolve();

  readonly onDidChangeState = this.stateChanged.event;
  readonly onStatus = this.statusChanged.event;
  state: ServerState = { kind: "stopped" };
  /** The private environment holds the server of another version of this extension. */
  outdated = false;

  constructor(
    private readonly extension: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Where this version installs to. */
  async environments(): Promise<Environments> {
    const bundled = path.join(this.extension.extensionPath, "bundled");
    const files = existsSync(bundled) ? await readdir(bundled) : [];
    const wheel = files.find((file) => file.endsWith(".whl"));
    return {
      folder: this.extension.globalStorageUri.fsPath,
      version: (this.extension.extension.packageJSON as { version: string }).version,
      wheel: wheel === undefined ? undefined : path.join(bundled, wheel),
    };
  }

  /** Starts it anew; the way to start it, too. Never throws: the state says what became of it. */
  restart(): Promise<void> {
    this.crashes.forget();
    this.hasRun = false;
    if (this.state.kind === "starting") {
      this.client?.serverProcess?.kill(); // or a program that never answers would keep its turn
    }
    return this.inTurn(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.stopNow());
  }

  /** Sends a command of the server. Throws what the server answers, or that it does not run. */
  async execute<T = unknown>(
    command: string,
    argument: object,
    token?: vscode.CancellationToken,
  ): Promise<T> {
    return this.request<T>("workspace/executeCommand", { command, arguments: [argument] }, token);
  }

  /** Sends any other request. Throws as `execute` does. */
  async request<T>(method: string, params: object, token?: vscode.CancellationToken): Promise<T> {
    if (this.client?.state !== State.Running) {
      throw new Error("Kibitz is not running.");
    }
    // A token that is undefined would be sent as a second parameter.
    return token === undefined
      ? this.client.sendRequest<T>(method, params)
      : this.client.sendRequest<T>(method, params, token);
  }

  /** Answers a request of the server, whichever runs; every method has one handler. */
  onRequest(method: string, handler: Handler): vscode.Disposable {
    this.handlers.set(method, handler);
    return new vscode.Disposable(() => this.handlers.delete(method));
  }

  /** Takes notifications of the server, whichever runs; every method has one listener. */
  onNotification(method: string, listener: (params: unknown) => void): vscode.Disposable {
    this.listeners.set(method, listener);
    return new vscode.Disposable(() => this.listeners.delete(method));
  }

  dispose(): void {
    this.stateChanged.dispose();
    this.statusChanged.dispose();
  }

  private async startNow(): Promise<void> {
    const program = await this.find();
    if (program === undefined) {
      return;
    }
    this.log.info(`Starting ${[program.command, ...program.args].join(" ")}`);
    const cwd = this.extension.globalStorageUri.fsPath;
    await mkdir(cwd, { recursive: true });
    const client = newClient(program, cwd, this.log);
    client.onDidChangeState(({ newState }) => {
      if (client === this.client) {
        this.follow(newState);
      } // else it was stopped on purpose
    });
    client.onNotification(STATUS_NOTIFICATION, (status: ServerStatus) => {
      this.statusChanged.fire(status);
    });
    for (const [method, handler] of this.handlers) {
      client.onRequest(method, handler);
    }
    for (const [method, listener] of this.listeners) {
      client.onNotification(method, listener);
    }
    this.client = client;
    const patience = setTimeout(() => client.serverProcess?.kill(), START_TIMEOUT_MS);
    try {
      await client.start();
    } catch (error) {
      this.log.error("The server did not start", error); // the change of state does the rest
    } finally {
      clearTimeout(patience);
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.setState({ kind: "stopped" });
    if (client?.needsStop() !== true) {
      return;
    }
    try {
      await client.dispose();
    } catch (error) {
      this.log.warn("The server did not stop by itself", error); // the client ends its process
    }
  }

  private async find(): Promise<Program | undefined> {
    const installed = await installedPython(await this.environments());
    this.outdated = installed?.current === false;
    const location = locate(
      vscode.workspace.getConfiguration(SECTION).get("serverPath", ""),
      installed?.python,
      {
        platform: process.platform,
        home: homedir(),
        workspaceFolder: vscode.workspace.isTrusted
          ? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
          : undefined,
        searchPath: process.env["PATH"] ?? "",
        isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
      },
    );
    switch (location.kind) {
      case "found":
        return location.program;
      case "badSetting":
        this.setState({ kind: "failed", message: location.message });
        return undefined;
      case "missing":
        this.setState({ kind: "missing" });
        return undefined;
    }
  }

  private follow(state: State): void {
    switch (state) {
      case State.Starting:
        this.setState({ kind: "starting" });
        break;
      case State.Running:
        this.hasRun = true;
        this.setState({ kind: "running" });
        break;
      case State.Stopped:
      case State.StartFailed:
        this.client = undefined;
        this.lost();
        break;
    }
  }

  /** The server went away by itself. */
  private lost(): void {
    if (!this.hasRun) {
      // It never got up: the next try would end the same.
      this.setState({ kind: "failed", message: "The Kibitz server did not start." });
    } else if (this.crashes.mayRestart(Date.now())) {
      this.log.warn("The server went away; starting it again");
      this.setState({ kind: "starting" });
      void this.inTurn(() => this.startNow());
    } else {
      this.setState({ kind: "failed", message: "The Kibitz server stopped five times in three minutes." });
    }
  }

  private setState(state: ServerState): void {
    this.state = state;
    this.stateChanged.fire(state);
  }

  /** One start or stop after the other, whatever is clicked meanwhile. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work).catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
      this.setState({ kind: "failed", message: "The Kibitz server did not start." });
    });
    return this.turn;
  }
}
