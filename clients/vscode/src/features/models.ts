/** Switch the model of a job. Only settings; the server follows them. */

import * as vscode from "vscode";

import { SECTION } from "../settings";

const JOBS = [
  { key: "models.completion", label: "Ghost text" },
  { key: "models.edit", label: "Edits" },
  { key: "models.chat", label: "Explanations" },
] as const;

const OTHER = "Another…";

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
  const known = [...new Set(["auto", ...JOBS.map(({ key }) => current(key))])];
  const picked = await vscode.window.showQuickPick([...known, OTHER], { placeHolder: job.label });
  const model = picked === OTHER ? await askName(job.label, current(job.key)) : picked;
  if (model !== undefined) {
    const own = section.inspect(job.key)?.workspaceValue;
    const target =
      own === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
    await section.update(job.key, model, target);
  }
}

function askName(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: "provider/model, such as local/qwen2.5-coder-1.5b or ollama/qwen2.5-coder:7b",
    validateInput: (text) => (/^(auto|[^/\s]+\/\S+)$/.test(text) ? undefined : "auto, or provider/model"),
  });
}
