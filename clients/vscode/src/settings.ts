/** The section `kibitz` as the server gets it, and what the switches change in it. Pure. */

export const SECTION = "kibitz";

/** Keys of the section that are for this extension only: the server would call them unknown. */
const CLIENT_KEYS: readonly string[] = ["serverPath", "trace"];

/** The section without the keys of the client, as plain JSON; VS Code hands out proxies. */
export function forServer(section: unknown): unknown {
  if (typeof section !== "object" || section === null) {
    return section ?? null;
  }
  const plain = JSON.parse(JSON.stringify(section)) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(plain).filter(([key]) => !CLIENT_KEYS.includes(key)));
}

/** The list of languages with `language` taken out or put in. */
export function toggled(languages: readonly string[], language: string): string[] {
  return languages.includes(language)
    ? languages.filter((other) => other !== language)
    : [...languages, language].sort();
}
