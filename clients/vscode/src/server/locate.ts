/** Which program is the server. Pure: reads the disk only through `isFile`. */

import * as path from "node:path";

export interface Program {
  command: string;
  args: string[];
}

export type Location =
  { kind: "found"; program: Program } | { kind: "badSetting"; message: string } | { kind: "missing" };

export interface Surroundings {
  platform: NodeJS.Platform;
  home: string;
  workspaceFolder: string | undefined;
  /** The value of the environment variable PATH. */
  searchPath: string;
  isFile: (file: string) => boolean;
}

/**
 * The setting, else the private environment, else `kibitz` on the PATH.
 *
 * @param setting `kibitz.serverPath`; VS Code leaves out what an untrusted workspace says.
 * @param environmentPython the Python of the private environment; undefined when nothing is installed there.
 */
export function locate(
  setting: string,
  environmentPython: string | undefined,
  around: Surroundings,
): Location {
  if (setting.trim() !== "") {
    const file = expanded(setting.trim(), around);
    return pathModule(around).isAbsolute(file) && around.isFile(file)
      ? { kind: "found", program: { command: file, args: ["serve"] } }
      : {
          kind: "badSetting",
          message: `The setting kibitz.serverPath names no file by an absolute path: "${setting}".`,
        };
  }
  if (environmentPython !== undefined) {
    return {
      kind: "found",
      program: { command: environmentPython, args: ["-I", "-m", "kibitz", "serve"] },
    };
  }
  const command = onPath(around);
  return command === undefined
    ? { kind: "missing" }
    : { kind: "found", program: { command, args: ["serve"] } };
}

function expanded(setting: string, { home, workspaceFolder }: Surroundings): string {
  const file = setting.replace(/^~(?=$|[/\\])/, () => home);
  return workspaceFolder === undefined ? file : file.replaceAll("${workspaceFolder}", () => workspaceFolder);
}

function onPath(around: Surroundings): string | undefined {
  const paths = pathModule(around);
  const name = around.platform === "win32" ? "kibitz.exe" : "kibitz";
  return (
    around.searchPath
      .split(paths.delimiter)
      // A relative entry would find a program in whatever folder is open.
      .filter((folder) => paths.isAbsolute(folder))
      .map((folder) => paths.join(folder, name))
      .find(around.isFile)
  );
}

function pathModule({ platform }: Surroundings): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}
