/**
 * Review of an edit, hunk by hunk, in a diff. The texts and the places of the hunks come from the server; what is
 * kept here is which hunks the user has decided about.
 */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import {
  REVIEW_REQUEST,
  REVIEWED_FILE_REQUEST,
  type ReviewedFile,
  type ReviewParams,
  type ReviewResult,
} from "../protocol";

const SCHEME = "kibitz-review";

const MARKS = {
  open: "a accept · r reject · n next",
  accepted: "✓ accepted",
  rejected: "✗ rejected · a accept",
};

type Decision = "accepted" | "rejected";

/** One edit under review: what was decided, and what is to be seen of it now. */
interface Review {
  params: ReviewParams;
  decisions: Map<number, Decision>;
  shown: Map<number, ReviewedFile>;
  finish: (kept: number[] | null) => void;
}

export function register({ server }: FeatureContext): vscode.Disposable {
  const reviews = new Map<string, Review>();
  const textChanged = new vscode.EventEmitter<vscode.Uri>();
  const marks = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor("editorCodeLens.foreground"), fontStyle: "italic" },
  });

  async function text(uri: vscode.Uri): Promise<string> {
    const { id, file, side } = parsed(uri);
    const review = reviews.get(id);
    if (review === undefined) {
      return "";
    }
    const rejected = [...review.decisions].filter(([, decision]) => decision === "rejected");
    const shown = await server.request<ReviewedFile>(REVIEWED_FILE_REQUEST, {
      id,
      file,
      rejected: rejected.map(([number]) => number),
    });
    review.shown.set(file, shown);
    setTimeout(paint); // once the editor has the text
    return side === "before" ? shown.before : shown.after;
  }

  function review(params: ReviewParams, token: vscode.CancellationToken): Promise<ReviewResult> {
    return new Promise((resolve) => {
      const finish = (kept: number[] | null) => {
        if (reviews.delete(params.id)) {
          resolve(kept === null ? null : { kept });
          void close(params.id);
        }
      };
      reviews.set(params.id, { params, decisions: new Map(), shown: new Map(), finish });
      token.onCancellationRequested(() => {
        finish(null);
      });
      void show(params, 0);
    });
  }

  async function decide(decision: Decision, chosen?: Place): Promise<void> {
    const place = chosen ?? here();
    const review = reviews.get(place?.id ?? "");
    if (place === undefined || review === undefined) {
      return;
    }
    review.decisions.set(place.number, decision);
    textChanged.fire(uriOf(review.params, place.file, "after"));
    paint();
    await goOn(review, place);
  }

  /** The rest, in one step; what was decided before stays so. */
  function decideAll(decision: Decision): void {
    const review = reviews.get(idHere() ?? "");
    if (review !== undefined) {
      for (const number of numbers(review.params)) {
        review.decisions.set(number, review.decisions.get(number) ?? decision);
      }
      finishIfDecided(review);
    }
  }

  function finishIfDecided(review: Review): boolean {
    const all = numbers(review.params);
    if (!all.every((number) => review.decisions.has(number))) {
      return false;
    }
    const kept = all.filter((number) => review.decisions.get(number) === "accepted");
    review.finish(kept.length > 0 ? kept : null);
    return true;
  }

  async function goOn(review: Review, place: Place): Promise<void> {
    if (!finishIfDecided(review)) {
      await move(review, place, 1, (number) => !review.decisions.has(number));
    }
  }

  /** To the next hunk (or the one before) that is `wanted`, in this file or another one. */
  async function move(
    review: Review,
    from: Place,
    by: 1 | -1,
    wanted: (number: number) => boolean,
  ): Promise<void> {
    const all = numbers(review.params);
    const start = all.indexOf(from.number);
    for (let step = 1; step <= all.length; step++) {
      const number = all[(start + by * step + all.length * all.length) % all.length];
      if (number !== undefined && wanted(number)) {
        const file = review.params.files.findIndex(({ hunks }) => hunks.includes(number));
        await show(review.params, file, number);
        return;
      }
    }
  }

  async function show(params: ReviewParams, file: number, number?: number): Promise<void> {
    const before = uriOf(params, file, "before");
    const after = uriOf(params, file, "after");
    const place = params.files.length > 1 ? ` (${file + 1} of ${params.files.length})` : "";
    const title = `${params.title}: ${params.files[file]?.name ?? ""}${place}`;
    if (vscode.window.activeTextEditor?.document.uri.toString() !== after.toString()) {
      await vscode.commands.executeCommand("vscode.diff", before, after, title, { preview: true });
    }
    const hunks = reviews.get(params.id)?.shown.get(file)?.hunks ?? [];
    const hunk = hunks.find((one) => one.number === number) ?? hunks[0];
    const editor = vscode.window.activeTextEditor;
    if (hunk !== undefined && editor?.document.uri.toString() === after.toString()) {
      const start = new vscode.Position(hunk.line, 0);
      editor.selection = new vscode.Selection(start, start);
      editor.revealRange(
        new vscode.Range(start, start),
        vscode.TextEditorRevealType.InCenterIfOutsideViewport,
      );
    }
  }

  /** The hunk at the cursor, or the first one that is not decided. */
  function here(): Place | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== SCHEME) {
      return undefined;
    }
    const { id, file } = parsed(editor.document.uri);
    const review = reviews.get(id);
    const hunks = review?.shown.get(file)?.hunks ?? [];
    const line = editor.selection.active.line;
    const hunk = [...hunks].reverse().find((one) => one.line <= line) ?? hunks[0];
    return hunk === undefined ? undefined : { id, file, number: hunk.number };
  }

  async function step(by: 1 | -1): Promise<void> {
    const place = here();
    const review = reviews.get(place?.id ?? "");
    if (place !== undefined && review !== undefined) {
      await move(review, place, by, () => true);
    }
  }

  /** Behind the first line of each hunk: what was decided, or the keys that decide. */
  function paint(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { id, file, side } = parsed(editor.document.uri);
      const review = editor.document.uri.scheme === SCHEME && side === "after" ? reviews.get(id) : undefined;
      const hunks = review?.shown.get(file)?.hunks ?? [];
      editor.setDecorations(
        marks,
        hunks.map(({ number, line }) => {
          const { range } = editor.document.lineAt(Math.min(line, editor.document.lineCount - 1));
          const contentText = `   ${MARKS[review?.decisions.get(number) ?? "open"]}`;
          return { range, renderOptions: { after: { contentText } } };
        }),
      );
    }
  }

  return vscode.Disposable.from(
    textChanged,
    marks,
    server.onRequest(REVIEW_REQUEST, (params, token) => review(params as ReviewParams, token)),
    server.onDidChangeState(() => {
      for (const { finish } of [...reviews.values()]) {
        finish(null); // whoever asked is gone
      }
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: textChanged.event,
      provideTextDocumentContent: text,
    }),
    vscode.workspace.onDidChangeTextDocument(paint), // the text of a hunk that was rejected
    vscode.window.onDidChangeVisibleTextEditors(paint),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const id of new Set(closed.map(idOfTab))) {
        if (id !== undefined && tabs().every((tab) => idOfTab(tab) !== id)) {
          reviews.get(id)?.finish(null); // a closed review is a discarded one
        }
      }
    }),
    vscode.commands.registerCommand("kibitz.review.accept", (place?: Place) => decide("accepted", place)),
    vscode.commands.registerCommand("kibitz.review.reject", (place?: Place) => decide("rejected", place)),
    vscode.commands.registerCommand("kibitz.review.acceptAll", () => {
      decideAll("accepted");
    }),
    vscode.commands.registerCommand("kibitz.review.rejectAll", () => {
      decideAll("rejected");
    }),
    vscode.commands.registerCommand("kibitz.review.next", () => step(1)),
    vscode.commands.registerCommand("kibitz.review.previous", () => step(-1)),
  );
}

interface Place {
  id: string;
  file: number;
  number: number;
}

function numbers(params: ReviewParams): number[] {
  return params.files.flatMap(({ hunks }) => hunks);
}

function uriOf(params: ReviewParams, file: number, side: "before" | "after"): vscode.Uri {
  // The name comes last, so that the language is found and the tab says it.
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${params.id}/${file}/${side}/${params.files[file]?.name ?? ""}`,
  });
}

function parsed(uri: vscode.Uri): { id: string; file: number; side: string } {
  const [, id = "", file = "", side = ""] = uri.path.split("/");
  return { id, file: Number(file), side };
}

function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

function idOfTab(tab: vscode.Tab): string | undefined {
  const input = tab.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === SCHEME
    ? parsed(input.modified).id
    : undefined;
}

function idHere(): string | undefined {
  const active = vscode.window.tabGroups.activeTabGroup.activeTab;
  return active === undefined ? undefined : idOfTab(active);
}

async function close(id: string): Promise<void> {
  await vscode.window.tabGroups.close(tabs().filter((tab) => idOfTab(tab) === id));
}
