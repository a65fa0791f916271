/** Explain, edit by instruction, refactor: the commands of the editor that start an action of the server. */

import * as vscode from "vscode";

import type { FeatureContext } from "../context";
import { showFailure } from "../failure";
import {
  EDIT_COMMAND,
  EXPLAIN_SUGGESTION_COMMAND,
  RUN_ACTION_COMMAND,
  UNDO_COMMAND,
  type RunActionArguments,
} from "../protocol";

type Place = Omit<RunActionArguments, "action" | "instruction">;

export function register({ server }: FeatureContext): vscode.Disposable {
  async function run(action: string, place: Place | undefined, instruction?: string): Promise<void> {
    if (place === undefined) {
      void vscode.window.showInformationMessage("Open a file first.");
      return;
    }
    await execute(RUN_ACTION_COMMAND, { ...place, action, instruction });
  }

  async function execute(command: string, argument: object): Promise<void> {
    try {
      await server.execute(command, argument);
    } catch (error) {
      await showFailure(error);
    }
  }

  /** @param chosen what a code action says; without it, the selection of the active editor. */
  async function edit(chosen?: RunActionArguments): Promise<void> {
    const place = chosen ?? selected(); // of now: the selection may be another one after the question
    const instruction = await askInstruction();
    if (instruction !== undefined) {
      await run("edit", place, instruction);
    }
  }

  return vscode.Disposable.from(
    vscode.commands.registerCommand("kibitz.explain", () => run("explain", selected())),
    vscode.commands.registerCommand(EDIT_COMMAND, edit),
    vscode.commands.registerCommand("kibitz.undo", () => execute(UNDO_COMMAND, {})),
    vscode.commands.registerCommand("kibitz.why", () =>
      execute(EXPLAIN_SUGGESTION_COMMAND, { uri: selected()?.uri }),
    ),
    vscode.commands.registerCommand("kibitz.refactor", () =>
      vscode.commands.executeCommand("editor.action.codeAction", {
        kind: "refactor.rewrite.kibitz",
        apply: "never",
      }),
    ),
  );
}

function selected(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const { start, end } = editor.selection;
  return {
    uri: editor.document.uri.toString(),
    version: editor.document.version,
    range: {
      start: { line: start.line, character: start.character },
      end: { line: end.line, character: end.character },
    },
  };
}

/** What to do with the selection, or with what the cursor is in; undefined for nothing. */
async function askInstruction(): Promise<string | undefined> {
  const instruction = await vscode.window.showInputBox({
    title: "Kibitz: edit by instruction",
    prompt: "What shall be done? You review the result before anything changes.",
    placeHolder: "add type hints",
  });
  return instruction?.trim() === "" ? undefined : instruction?.trim();
}
