/** What Kibitz' server says and understands beyond LSP. Plain data; no logic. */

import type { Command, Range } from "vscode-languageclient/node";

export const STATUS_NOTIFICATION = "kibitz/status";
export const RUN_ACTION_COMMAND = "kibitz.runAction";
export const SNOOZE_COMMAND = "kibitz.snooze";

/** Of this client: asks for the instruction, then runs the server's action. */
export const EDIT_COMMAND = "kibitz.edit";
/** How the title of the code action begins that has no instruction yet. */
export const PROMPTING_TITLE = "Edit by instruction";

/** In `initialize`, under `experimental.kibitz`: what this client does by itself. */
export const CLIENT_CAPABILITIES = {
  /** An open document that changes on disk is shown anew: an explanation is streamed into a file. */
  reloadsFiles: true,
  /** The instruction of an edit is asked for here. */
  inputBox: true,
  /** Edits are reviewed here, hunk by hunk. */
  reviewsEdits: true,
};

export interface ServerStatus {
  kind: "ready" | "busy" | "warning" | "error" | "off";
  message: string;
  model: string | null;
  /** What mends it, if a command can. */
  action?: Command | null;
}

export interface RunActionArguments {
  action: string;
  uri: string;
  version: number;
  /** UTF-16 code units, as in LSP. Empty: the server takes what the cursor is in. */
  range: Range;
  instruction?: string;
}

export const UNDO_COMMAND = "kibitz.undoLastChange";

/** From the server: have an edit reviewed. */
export const REVIEW_REQUEST = "kibitz/reviewEdit";
/** To the server: a file of that edit, without the hunks that are rejected. */
export const REVIEWED_FILE_REQUEST = "kibitz/reviewedFile";

export interface ReviewParams {
  id: string;
  title: string;
  summary: string;
  warnings: string[];
  /** In the order of review; `hunks` are the numbers of what can be taken or left there. */
  files: { uri: string; name: string; hunks: number[] }[];
}

/** The numbers of the hunks to apply; null discards the edit. */
export type ReviewResult = { kept: number[] } | null;

export interface HunkView {
  number: number;
  title: string;
  /** In `after`, from 0. */
  line: number;
  nLines: number;
}

export interface ReviewedFile {
  before: string;
  after: string;
  hunks: HunkView[];
}
