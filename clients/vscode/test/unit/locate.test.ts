import assert from "node:assert/strict";
import { test } from "node:test";

import { locate, type Surroundings } from "../../src/server/locate";

const around = (files: string[], more: Partial<Surroundings> = {}): Surroundings => ({
  platform: "linux",
  home: "/home/ann",
  workspaceFolder: "/home/ann/project",
  searchPath: "/usr/local/bin:/usr/bin",
  isFile: (file) => files.includes(file),
  ...more,
});

const command = (...args: Parameters<typeof locate>): string | undefined => {
  const location = locate(...args);
  return location.kind === "found" ? location.program.command : undefined;
};

test("the setting comes first, then the installed server, then the PATH", () => {
  const files = ["/opt/kibitz", "/usr/bin/kibitz"];
  assert.equal(command("/opt/kibitz", "/storage/bin/python", around(files)), "/opt/kibitz");
  assert.equal(command("", "/storage/bin/python", around(files)), "/storage/bin/python");
  assert.equal(command("", undefined, around(files)), "/usr/bin/kibitz");
  assert.deepEqual(locate("", undefined, around([])), { kind: "missing" });
});

test("the installed server imports nothing from the folder it is started in", () => {
  const location = locate("", "/storage/bin/python", around([]));
  assert.ok(location.kind === "found");
  assert.deepEqual(location.program.args, ["-I", "-m", "kibitz", "serve"]);
});

test("replaces the home and the workspace folder", () => {
  assert.equal(command("~/bin/kibitz", undefined, around(["/home/ann/bin/kibitz"])), "/home/ann/bin/kibitz");
  const inProject = "/home/ann/project/.venv/bin/kibitz";
  assert.equal(command("${workspaceFolder}/.venv/bin/kibitz", undefined, around([inProject])), inProject);
});

test("a workspace that is not trusted replaces nothing", () => {
  const files = ["/.venv/bin/kibitz", "/home/ann/project/.venv/bin/kibitz"];
  const restricted = around(files, { workspaceFolder: undefined });
  assert.equal(locate("${workspaceFolder}/.venv/bin/kibitz", undefined, restricted).kind, "badSetting");
});

test("says what is wrong with the setting", () => {
  for (const setting of ["kibitz", "./kibitz", "/nowhere/kibitz"]) {
    const location = locate(setting, "/storage/bin/python", around([]));
    assert.ok(location.kind === "badSetting");
    assert.ok(location.message.includes(setting));
  }
});

test("does not look for a program in relative entries of the PATH", () => {
  const files = ["kibitz", "./kibitz", "bin/kibitz"];
  assert.equal(locate("", undefined, around(files, { searchPath: ".:bin::" })).kind, "missing");
});

test("knows the Windows names", () => {
  const windows = around(["C:\\Tools\\kibitz.exe"], { platform: "win32", searchPath: "bin;C:\\Tools" });
  assert.equal(command("", undefined, windows), "C:\\Tools\\kibitz.exe");
});
