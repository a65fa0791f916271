/** What Kibitz' server says and understands beyond LSP. Plain data; no logic. */

import type { Command, Range } from "vscode-languageclient/node";

export const STATUS_NOTIFICATION = "kibitz/status";
export const RUN_ACTION_COMMAND = "kibitz.runAction";
export const SNOOZE_COMMAND = "kibitz.snooze";
export const EXPLAIN_SUGGESTION_COMMAND = "kibitz.explainSuggestion";
/** Takes `{folder}`; answers with the message, or with nothing where the server said why by itself. */
export const COMMIT_MESSAGE_COMMAND = "kibitz.commitMessage";

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

/** To the server: all that other tools complain about in a document. */
export const PROBLEMS_NOTIFICATION = "kibitz/problems";
export const MOST_PROBLEMS = 200;

export interface ProblemsParams {
  uri: string;
  problems: { range: Range; message: string }[];
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

export const NEW_CHAT_COMMAND = "kibitz.newChat";

/** From the server while `kibitz/chat/send` runs: what was taken as context, then the answer in pieces. */
export const CHAT_CONTEXT_NOTIFICATION = "kibitz/chat/context";
export const CHAT_TEXT_NOTIFICATION = "kibitz/chat/text";

/** Where the user is in code; every request of the chat carries it. */
export interface ChatPlace {
  uri: string;
  range: Range;
  /** What other tools complain about there: `12: error: ...`. */
  problems: string[];
}

export interface ChatContext {
  conversation: string;
  model: string;
  lines: string[];
  nTokens: number;
  windowTokens: number;
}

export interface ChatTurn {
  role: "user" | "assistant";
  text: string;
}

export interface ConversationEntry {
  id: string;
  title: string;
  updatedS: number;
}

/** What a mention that is being typed may become, in place of the text from `start` (UTF-16 code units) on. */
export interface Completion {
  start: number;
  items: string[];
}

/** What applying all that an answer says of files is called; null where it has no more than one block. */
export interface OfFiles {
  title: string | null;
}

/** Between the page of the chat view and the extension. */
export type FromPage =
  | { kind: "request"; number: number; method: string; params: object }
  | { kind: "stop"; number: number }
  | { kind: "copy"; text: string }
  | { kind: "open"; uri: string }
  | { kind: "model" };

export type ToPage =
  | { kind: "result"; number: number; result: unknown }
  | { kind: "failure"; number: number; message: string }
  | { kind: "context"; params: ChatContext }
  | { kind: "text"; params: { conversation: string; text: string } }
  | { kind: "status"; model: string | null }
  | { kind: "new" | "history" | "focus" };
