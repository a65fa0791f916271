/** What other extensions see of Kibitz, by the API of VS Code and without a mouse. */

const assert = require("node:assert/strict");
const { setTimeout: pause } = require("node:timers/promises");
const vscode = require("vscode");

const CODE = "def add(a, b):\n    return a + b\n";
const START_MS = 60_000;

/** The first value that is not undefined, asked for again and again: the server starts in its own time. */
async function until(ask) {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const value = await ask();
    if (value !== undefined) {
      return value;
    }
    assert.ok(Date.now() < deadline, `not within ${START_MS} ms: ${ask}`);
    await pause(50);
  }
}

const whole = new vscode.Range(0, 0, 1, 0);
const ofKibitz = ({ kind }) => kind?.value.includes("kibitz");

async function actions(document) {
  const all = await vscode.commands.executeCommand(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    vscode.CodeActionKind.Empty.value,
  );
  return all.filter(ofKibitz);
}

const someActions = (document) =>
  until(async () => {
    const found = await actions(document);
    return found.length > 0 ? found : undefined;
  });

module.exports = {
  async "the extension is active and its commands are there"() {
    const extension = vscode.extensions.getExtension("kibitz.kibitz");
    await until(() => extension.isActive || undefined);
    const commands = await vscode.commands.getCommands(true);
    for (const { command } of extension.packageJSON.contributes.commands) {
      assert.ok(commands.includes(command), command);
    }
  },

  async "every setting has a default and a description"() {
    const { properties } = vscode.extensions.getExtension("kibitz.kibitz").packageJSON.contributes.configuration;
    for (const [key, setting] of Object.entries(properties)) {
      assert.deepEqual(vscode.workspace.getConfiguration().inspect(key).defaultValue, setting.default, key);
      assert.ok(setting.markdownDescription, key);
    }
  },

  async "a file gets code actions, and the one without an instruction asks for it"() {
    const [folder] = vscode.workspace.workspaceFolders;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, "add.py"));
    const found = await someActions(document);
    const edit = found.find(({ title }) => title.startsWith("Edit by instruction"));
    assert.equal(edit.command.command, "kibitz.edit");
    assert.equal(edit.command.arguments[0].uri, document.uri.toString());
    assert.ok(found.some(({ command }) => command?.command === "kibitz.runAction"));
  },

  async "what a comment asks for is not asked again"() {
    const content = `# kibitz: add type hints\n${CODE}`;
    const document = await vscode.workspace.openTextDocument({ language: "python", content });
    const found = await someActions(document);
    const edit = found.find(({ title }) => title.startsWith("Edit: add type hints"));
    assert.equal(edit.command.command, "kibitz.runAction");
  },

  async "an untitled document is served too"() {
    const document = await vscode.workspace.openTextDocument({ language: "python", content: CODE });
    assert.ok((await someActions(document)).length > 0);
  },

  async "a document that is no file is left alone"() {
    vscode.workspace.registerTextDocumentContentProvider("elsewhere", { provideTextDocumentContent: () => CODE });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse("elsewhere:/add.py"));
    assert.equal(document.getText(), CODE);
    assert.deepEqual(await actions(document), []);
  },
};
