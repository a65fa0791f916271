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

/** Prints a `Python` as JSON. Run with `-I`, so that nothing of the current directory is imported. */
export const PROBE = [
  "import importlib.util as u, json, sys",
  "print(json.dumps({'executable': sys.executable, 'version': list(sys.version_info[:3]),",
  "'makesEnvironments': all(map(u.find_spec, ('venv', 'ensurepip'))), 'is64Bit': sys.maxsize > 2**32}))",
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

/** Reads what `PROBE` printed; undefined when it is something else (the Windows store stub prints a sentence). */
export function parseProbe(output: string): Python | undefined {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return undefined;
  }
  return isPython(value) ? value : undefined;
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

function isPython(value: unknown): value is Python {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { executable, version, makesEnvironments, is64Bit } = value as Record<string, unknown>;
  return (
    typeof executable === "string" &&
    Array.isArray(version) &&
    version.length === 3 &&
    version.every((part) => typeof part === "number") &&
    typeof makesEnvironments === "boolean" &&
    typeof is64Bit === "boolean"
  );
}
