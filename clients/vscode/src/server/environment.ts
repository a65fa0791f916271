/**
 * The private environment: one folder per version of the extension in its global storage.
 *
 * Nothing runs in the folder of the workspace, and every Python is started with `-I`: files that lie in an
 * opened folder are never imported. pip keeps the user's index, proxy and certificates (`pip config`, `PIP_*`).
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { candidates, choose, parseProbe, PROBE, type Choice } from "./python";

const PREFIX = "server-";
const COMPLETE = "complete"; // written last: a folder without it is the rest of an installation that failed
const PROBE_TIMEOUT_MS = 10_000; // the first start of a Python from a network drive takes seconds

export interface Environments {
  /** Global storage of the extension. */
  folder: string;
  version: string;
  /** A wheel of the server inside the package, if it was built with one. */
  wheel: string | undefined;
}

/** The Python of the installed server; `current` is false when it is that of another version. */
export async function installedPython(
  at: Environments,
): Promise<{ python: string; current: boolean } | undefined> {
  const folders = (await listFolders(at)).filter((folder) => existsSync(path.join(folder, COMPLETE)));
  const current = folders.find((folder) => folder === ownFolder(at));
  const chosen = current ?? folders.sort().at(-1);
  return chosen === undefined ? undefined : { python: pythonOf(chosen), current: chosen === current };
}

/** Runs every candidate and chooses. */
export async function findPython(cwd: string): Promise<Choice> {
  const outputs = await Promise.all(candidates(process.platform).map((command) => probe(command, cwd)));
  return choose(outputs.flatMap((output) => parseProbe(output) ?? []));
}

/**
 * Makes the environment of this version and removes the others.
 *
 * @param report gets one line per step, as pip words it.
 * @returns false when the engine of the embedded model has no package for this machine: the server is there,
 *   but needs another model server.
 * @throws Error whose message is pip's last line, or says that it was cancelled.
 */
export async function install(
  at: Environments,
  python: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const folder = ownFolder(at);
  await rm(folder, { recursive: true, force: true });
  await mkdir(at.folder, { recursive: true });
  try {
    report("Making an environment");
    await run([python, "-I", "-m", "venv", folder], at.folder, report, signal);
    const withEngine = await installPackages(at, pythonOf(folder), report, signal);
    await writeFile(path.join(folder, COMPLETE), at.version);
    await removeOthers(at);
    return withEngine;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function installPackages(
  at: Environments,
  python: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const pip = [python, "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
  const options = ["--progress-bar", "off", "--prefer-binary"];
  const server = (extra: string) =>
    at.wheel === undefined ? `kibitz${extra}==${at.version}` : `${at.wheel}${extra}`;
  try {
    await run([...pip, ...options, server("[local]")], at.folder, report, signal);
    return true;
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    report("Installing without the engine of the embedded model");
    await run([...pip, ...options, server("")], at.folder, report, signal);
    return false;
  }
}

async function listFolders({ folder }: Environments): Promise<string[]> {
  try {
    return (await readdir(folder))
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => path.join(folder, name));
  } catch {
    return []; // VS Code makes the storage folder when it is first needed
  }
}

async function removeOthers(at: Environments): Promise<void> {
  for (const folder of await listFolders(at)) {
    if (folder !== ownFolder(at)) {
      // Windows keeps the files of a server that another window still runs: the next update removes them.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function ownFolder({ folder, version }: Environments): string {
  return path.join(folder, PREFIX + version);
}

function pythonOf(folder: string): string {
  return process.platform === "win32"
    ? path.join(folder, "Scripts", "python.exe")
    : path.join(folder, "bin", "python");
}

/** What a candidate prints; nothing when it is not there or no Python. */
async function probe(command: string[], cwd: string): Promise<string> {
  let output = "";
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  await run([...command, "-I", "-c", PROBE], cwd, (line) => (output += line), signal).catch(() => undefined);
  return output;
}

function run(
  [command = "", ...args]: string[],
  cwd: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, signal, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    let last = "";
    const read = (line: string) => {
      // pip goes on with warnings and notices after the error.
      last = !last.startsWith("ERROR") || line.startsWith("ERROR") ? line.trim() || last : last;
      report(line);
    };
    createInterface(child.stdout).on("line", read);
    createInterface(child.stderr).on("line", read);
    child.on("error", (error) => {
      reject(signal.aborted ? new Error("Cancelled.") : error);
    });
    child.on("close", (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(last || `${path.basename(command)} ended with exit code ${code ?? "none"}.`));
      }
    });
  });
}
