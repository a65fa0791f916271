/** Switch the model of a job. Only settings; the server follows them. */

import * as vscode from "vscode";

import { SECTION } from "../settings";

const JOBS = [
  { key: "models.completion", label: "Ghost text" },
  { key: "models.edit", label: "Edits" },
  { key: "models.chat", label: "Explanations" },
] as const;

export function register(): vscode.Disposable {
  return vscode.commands.registerCommand("kibitz.switchModel", switchModel);
}

async function switchModel(): Promise<void> {
  const section = vscode.workspace.getConfiguration(SECTION);
  const current = (key: string) => section.get(key, "auto");
  const job = await vscode.window.showQuickPick(
    JOBS.map((one) => ({ ...one, description: current(one.key) })),
    { placeHolder: "The model for" },
  );
  if (job === undefined) {
    return;
  }
  const known = new Set(["auto", ...JOBS.map(({ key }) => current(key))]);
  const providers = Object.keys(section.get<Record<string, unknown>>("providers", {}));
  const model = await pickOrType(
    [...known],
    `Model for ${job.label.toLowerCase()}: choose, or type ${["local", ...providers].join("/…, ")}/…`,
  );
  if (model !== undefined) {
    const own = section.inspect(job.key)?.workspaceValue;
    await section.update(
      job.key,
      model,
      own === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace,
    );
  }
}

/** A list one can also type into. */
function pickOrType(values: readonly string[], placeholder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick();
    const show = (typed: string) => {
      const all = typed === "" || values.includes(typed) ? values : [typed, ...values];
      pick.items = all.map((label) => ({ label }));
    };
    pick.placeholder = placeholder;
    show("");
    pick.onDidChangeValue((typed) => {
      show(typed.trim());
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.label);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
