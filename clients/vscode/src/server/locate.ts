/** Which program is the server. Pure: reads the disk only through `isFile`. */

import * as path from "node:path";

export interface Program {
  command: string;
  args: string[];
  source: "setting" | "installed" | "path";
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
    return fromSetting(setting.trim(), around);
  }
  if (environmentPython !== undefined) {
    return found(environmentPython, ["-I", "-m", "kibitz", "serve"], "installed");
  }
  const program = onPath(around);
  return program === undefined ? { kind: "missing" } : found(program, ["serve"], "path");
}

function fromSetting(setting: string, around: Surroundings): Location {
  const withHome = setting.replace(/^~(?=$|[/\\])/, () => around.home);
  const { workspaceFolder } = around;
  const file =
    workspaceFolder === undefined
      ? withHome
      : withHome.replaceAll("${workspaceFolder}", () => workspaceFolder);
  const paths = pathModule(around);
  if (!paths.isAbsolute(file)) {
    return {
      kind: "badSetting",
      message: `The setting kibitz.serverPath must be an absolute path; it is "${setting}".`,
    };
  }
  if (!around.isFile(file)) {
    return { kind: "badSetting", message: `The setting kibitz.serverPath names no file: "${setting}".` };
  }
  return found(file, ["serve"], "setting");
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

function found(command: string, args: string[], source: Program["source"]): Location {
  return { kind: "found", program: { command, args, source } };
}

function pathModule({ platform }: Surroundings): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}
