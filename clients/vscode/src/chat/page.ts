/** The page of the chat view: shows turns, asks, completes mentions. What is said and done is the server's. */

import type {
  ChatContext,
  ChatTurn,
  Completion,
  ConversationEntry,
  FromPage,
  OfFiles,
  ToPage,
} from "../protocol";
import { html } from "./markdown";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): { conversation: string | null } | undefined;
  setState(state: { conversation: string | null }): void;
};

const vscode = acquireVsCodeApi();
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the DOM's own look-ups have it
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const turns = element("turns");
const history = element("history");
const conversations = element<HTMLUListElement>("conversations");
const search = element<HTMLInputElement>("search");
const form = element<HTMLFormElement>("ask");
const question = element<HTMLTextAreaElement>("question");
const mentions = element<HTMLUListElement>("mentions");
const cost = element("cost");
const model = element<HTMLButtonElement>("model");
const send = element<HTMLButtonElement>("send");
const stop = element<HTMLButtonElement>("stop");
const regenerate = element<HTMLButtonElement>("regenerate");

let conversation: string | null = vscode.getState()?.conversation ?? null;
let answering: { number: number; body: HTMLElement; text: string } | undefined;
let nRequests = 0;
let completing: Completion | undefined;
let chosen = 0;
const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (message: string) => void }>();

function request<T>(method: string, params: object): { number: number; result: Promise<T> } {
  const number = ++nRequests;
  const result = new Promise<unknown>((resolve, reject) => {
    waiting.set(number, {
      resolve,
      reject: (message) => {
        reject(new Error(message));
      },
    });
  }) as Promise<T>;
  vscode.postMessage({ kind: "request", number, method, params });
  return { number, result };
}

function remember(id: string | null): void {
  conversation = id;
  vscode.setState({ conversation });
}

// Turns

function addTurn(role: ChatTurn["role"], text: string): HTMLElement {
  const turn = document.createElement("article");
  turn.className = role;
  turn.setAttribute("aria-label", role === "user" ? "You" : "Kibitz");
  const body = document.createElement("div");
  body.className = "body";
  if (role === "user") {
    body.textContent = text;
  } else {
    render(body, text);
  }
  turn.append(body);
  turns.append(turn);
  turn.scrollIntoView({ block: "end" });
  return body;
}

function render(body: HTMLElement, text: string): void {
  body.innerHTML = html(text); // made by markdown-it without HTML of the answer; the policy runs no script in it
  for (const figure of body.querySelectorAll("figure")) {
    const code = figure.querySelector("code")?.textContent ?? "";
    const info = figure.dataset["info"] ?? "";
    const bar = document.createElement("figcaption");
    bar.append(
      info,
      button("Copy", () => {
        vscode.postMessage({ kind: "copy", text: code });
      }),
      button("Insert", () => {
        void tell("kibitz/chat/insert", { code, info });
      }),
      button("Apply", () => {
        void tell("kibitz/chat/apply", { code, info });
      }),
    );
    figure.prepend(bar);
  }
}

function button(label: string, action: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", action);
  return made;
}

async function tell(method: string, params: object): Promise<void> {
  try {
    await request(method, params).result;
  } catch (error) {
    cost.textContent = error instanceof Error ? error.message : "";
  }
}

/** A button below an answer about several files. What it says of them is read by the server. */
async function offerAll(body: HTMLElement, text: string): Promise<void> {
  const { title } = await request<OfFiles>("kibitz/chat/files", { text }).result;
  if (title !== null && body.isConnected) {
    const bar = document.createElement("p");
    bar.className = "all";
    bar.append(
      button(title, () => {
        void tell("kibitz/chat/applyAll", { text });
      }),
    );
    body.append(bar);
    body.scrollIntoView({ block: "end" });
  }
}

function showContext(context: ChatContext): void {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = `Context: about ${context.nTokens.toLocaleString("en")} tokens`;
  details.append(summary);
  const list = document.createElement("ul");
  for (const line of context.lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  details.append(list);
  details.open = context.lines.length > 1;
  answering?.body.before(details);
  model.textContent = context.model;
  cost.textContent = `${context.nTokens.toLocaleString("en")} / ${context.windowTokens.toLocaleString("en")} tokens`;
}

// Asking

async function ask(text: string | null): Promise<void> {
  history.hidden = true;
  if (text === null) {
    turns.querySelector("article:last-child.assistant")?.remove();
  } else {
    addTurn("user", text);
  }
  const body = addTurn("assistant", "");
  const { number, result } = request<{ conversation: string }>("kibitz/chat/send", { conversation, text });
  const answer = { number, body, text: "" };
  answering = answer;
  setBusy(true);
  try {
    await result;
    void offerAll(body, answer.text).catch(() => undefined);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const remark = document.createElement("p");
    remark.className = "remark";
    remark.textContent = message || "Stopped.";
    body.append(remark);
  } finally {
    answering = undefined;
    setBusy(false);
    question.focus();
  }
}

function setBusy(isBusy: boolean): void {
  send.hidden = isBusy;
  stop.hidden = !isBusy;
  regenerate.disabled = isBusy || turns.childElementCount === 0;
  turns.setAttribute("aria-busy", String(isBusy));
}

function endAnswer(): void {
  if (answering !== undefined) {
    vscode.postMessage({ kind: "stop", number: answering.number });
  }
}

function begin(): void {
  endAnswer();
  remember(null);
  turns.replaceChildren();
  history.hidden = true;
  cost.textContent = "";
  setBusy(false);
  question.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (text !== "" && answering === undefined) {
    question.value = "";
    void ask(text);
  }
});
stop.addEventListener("click", endAnswer);
regenerate.addEventListener("click", () => void ask(null));
model.addEventListener("click", () => {
  vscode.postMessage({ kind: "model" });
});
turns.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link !== null) {
    event.preventDefault();
    vscode.postMessage({ kind: "open", uri: link.getAttribute("href") ?? "" });
  }
});

// Mentions

async function complete(): Promise<void> {
  const text = question.value;
  const found = await request<Completion>("kibitz/chat/complete", { text, offset: question.selectionStart })
    .result;
  if (question.value === text) {
    completing = found.items.length > 0 ? found : undefined;
    chosen = 0;
    showMentions();
  }
}

function showMentions(): void {
  mentions.hidden = completing === undefined;
  question.setAttribute("aria-expanded", String(!mentions.hidden));
  mentions.replaceChildren(
    ...(completing?.items ?? []).map((label, index) => {
      const item = document.createElement("li");
      item.id = `mention-${index}`;
      item.role = "option";
      item.textContent = label;
      item.setAttribute("aria-selected", String(index === chosen));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        chosen = index;
        takeMention();
      });
      return item;
    }),
  );
  question.setAttribute("aria-activedescendant", completing === undefined ? "" : `mention-${chosen}`);
}

function takeMention(): void {
  const label = completing?.items[chosen];
  if (completing !== undefined && label !== undefined) {
    const gap = label.endsWith(":") ? "" : " ";
    question.setRangeText(label + gap, completing.start, question.selectionStart, "end");
  }
  completing = undefined;
  showMentions();
  if (label?.endsWith(":") === true) {
    void complete();
  }
}

question.addEventListener("input", () => void complete().catch(() => undefined));
question.addEventListener("keydown", (event) => {
  if (completing !== undefined) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      chosen = (chosen + by + completing.items.length) % completing.items.length;
      showMentions();
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" || event.key === "Tab") {
      takeMention();
      event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      completing = undefined;
      showMentions();
      return;
    }
  }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") {
    endAnswer();
  }
});

let inChord = false;
window.addEventListener(
  "keydown",
  (event) => {
    // VS Code sees every key of the page: the second key of one of its chords (Ctrl+K J) is no text.
    if (inChord && !["Control", "Meta", "Shift", "Alt"].includes(event.key)) {
      inChord = false;
      event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && event.key === "k") {
      inChord = true;
    }
  },
  { capture: true },
);
window.addEventListener("blur", () => {
  inChord = false; // the second key goes elsewhere, and the next one here is text
});

// History

async function showHistory(): Promise<void> {
  history.hidden = false;
  const found = await request<ConversationEntry[]>("kibitz/chat/list", { query: search.value }).result;
  conversations.replaceChildren(
    ...found.map(({ id, title }) => {
      const item = document.createElement("li");
      item.append(
        button(title, () => void openConversation(id)),
        button("Delete", () => {
          void request("kibitz/chat/delete", { id }).result.then(showHistory);
        }),
      );
      return item;
    }),
  );
}

async function openConversation(id: string): Promise<void> {
  endAnswer();
  const said = await request<ChatTurn[]>("kibitz/chat/open", { id }).result;
  turns.replaceChildren();
  for (const { role, text } of said) {
    const body = addTurn(role, text);
    if (role === "assistant") {
      void offerAll(body, text).catch(() => undefined);
    }
  }
  remember(said.length > 0 ? id : null);
  history.hidden = true;
  setBusy(false);
  question.focus();
}

search.addEventListener("input", () => void showHistory().catch(() => undefined));
history.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    history.hidden = true;
    question.focus();
  }
});

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "result":
      waiting.get(data.number)?.resolve(data.result);
      waiting.delete(data.number);
      break;
    case "failure":
      waiting.get(data.number)?.reject(data.message);
      waiting.delete(data.number);
      break;
    case "context":
      remember(data.params.conversation);
      showContext(data.params);
      break;
    case "text":
      if (answering !== undefined) {
        answering.text += data.params.text;
        render(answering.body, answering.text);
        answering.body.scrollIntoView({ block: "end" });
      }
      break;
    case "status":
      model.textContent = data.model ?? model.textContent;
      break;
    case "new":
      begin();
      break;
    case "history":
      void showHistory().catch(() => undefined);
      break;
    case "focus":
      question.focus();
      break;
  }
});

if (conversation !== null) {
  void openConversation(conversation).catch(() => undefined);
}
setBusy(false);
question.focus(); // it is opened to ask
