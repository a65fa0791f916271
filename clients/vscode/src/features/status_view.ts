/** From what is known to what the status bar says. Pure. */

import type { ServerStatus } from "../protocol";

export interface StatusView {
  /** With the name of a codicon. */
  text: string;
  tooltip: string;
  severity: "none" | "warning" | "error";
}

const ICONS = {
  ready: "$(sparkle)",
  busy: "$(loading~spin)",
  warning: "$(warning)",
  error: "$(error)",
  off: "$(circle-slash)",
} as const;

const READY: ServerStatus = { kind: "ready", message: "", model: null };

/**
 * @param status the last one of the server that runs now; undefined before it sent any.
 * @param off why there is no ghost text in the active editor, if the settings say so.
 */
export function statusView(
  state: { kind: "stopped" | "missing" | "starting" | "running" } | { kind: "failed"; message: string },
  status: ServerStatus | undefined,
  off: string | undefined,
): StatusView {
  switch (state.kind) {
    case "stopped":
      return { text: `${ICONS.off} Kibitz`, tooltip: "Kibitz does not run.", severity: "none" };
    case "starting":
      return { text: `${ICONS.busy} Kibitz`, tooltip: "Kibitz is starting.", severity: "none" };
    case "missing":
      return {
        text: "$(cloud-download) Kibitz",
        tooltip: "Kibitz needs its server. Click to install it.",
        severity: "warning",
      };
    case "failed":
      return { text: `${ICONS.error} Kibitz`, tooltip: state.message, severity: "error" };
    case "running":
      return fromServer(status ?? READY, off);
  }
}

function fromServer({ kind, message, model }: ServerStatus, off: string | undefined): StatusView {
  const trouble = kind === "warning" || kind === "error";
  const name = model === null || model === "" ? "Kibitz" : shortName(model);
  const lines = [
    trouble ? message : (off ?? message),
    model === null || model === "" ? "" : `Model: ${model}`,
  ].filter(Boolean);
  return {
    text: `${ICONS[off === undefined || trouble ? kind : "off"]} ${name}`,
    tooltip: lines.join("\n") || "Kibitz is ready.",
    severity: trouble ? kind : "none",
  };
}

/** The model without its provider, folder and file ending: there is little room. */
function shortName(model: string): string {
  const name = model.split("/").at(-1) ?? model;
  return name.replace(/\.gguf$/, "");
}
