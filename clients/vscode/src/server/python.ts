/** Which Python makes the private environment. Pure: `environment.ts` runs the candidates. */

export type Version = readonly [major: number, minor: number, patch: number];

export interface Python {
  executable: string;
  version: Version;
  /** It can make an environment with pip in it. Debian's `python3` alone cannot. */
  makesEnvironments: boolean;
  is64Bit: boolean;
}

export type Choice =
  | { kind: "found"; python: Python }
  | { kind: "noVenv"; python: Python }
  | { kind: "tooOld"; python: Python }
  | { kind: "none" };

export const OLDEST = [3, 11] as const;
export const NEWEST = [3, 14] as const; // as `requires-python` of the server

/** Prints what `parseProbe` reads. Run with `-I`, so that nothing of the current directory is imported. */
export const PROBE = [
  "import importlib.util as u, sys",
  "print(*sys.version_info[:3], all(map(u.find_spec, ('venv', 'ensurepip'))), sys.maxsize > 2**32, sys.executable)",
].join("\n");

/** Command lines that may start a Python, the likely ones first. */
export function candidates(platform: NodeJS.Platform): string[][] {
  const minors = [];
  for (let minor: number = NEWEST[1]; minor >= OLDEST[1]; minor--) {
    minors.push(`3.${minor}`);
  }
  if (platform === "win32") {
    return [...minors.map((version) => ["py", `-${version}`]), ["python"], ["python3"]];
  }
  const names = [...minors.map((version) => `python${version}`), "python3", "python"];
  // An editor started from the dock does not see the PATH of the shell.
  const folders = platform === "darwin" ? ["", "/opt/homebrew/bin/", "/usr/local/bin/"] : [""];
  return folders.flatMap((folder) => names.map((name) => [folder + name]));
}

/** Undefined when it is something else: the stub of the Windows store prints a sentence. */
export function parseProbe(output: string): Python | undefined {
  const parts = /^(\d+) (\d+) (\d+) (True|False) (True|False) (\S.*)$/.exec(output.trim());
  if (parts === null) {
    return undefined;
  }
  const [, major, minor, patch, makesEnvironments, is64Bit, executable = ""] = parts;
  return {
    executable,
    version: [Number(major), Number(minor), Number(patch)],
    makesEnvironments: makesEnvironments === "True",
    is64Bit: is64Bit === "True",
  };
}

/** The newest supported one that can make an environment; else what is wrong with the best there is. */
export function choose(pythons: readonly Python[]): Choice {
  const newestFirst = [...pythons].sort((a, b) => compare(b.version, a.version));
  const supported = newestFirst.filter((python) => python.is64Bit && isSupported(python.version));
  const found = supported.find((python) => python.makesEnvironments);
  if (found) {
    return { kind: "found", python: found };
  }
  const [withoutVenv] = supported;
  if (withoutVenv) {
    return { kind: "noVenv", python: withoutVenv };
  }
  const [other] = newestFirst;
  return other ? { kind: "tooOld", python: other } : { kind: "none" };
}

function isSupported([major, minor]: Version): boolean {
  return major === OLDEST[0] && minor >= OLDEST[1] && minor <= NEWEST[1];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
