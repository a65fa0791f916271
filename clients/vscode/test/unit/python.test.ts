import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { candidates, choose, parseProbe, PROBE, type Python, type Version } from "../../src/server/python";

const python = (version: Version, more: Partial<Python> = {}): Python => ({
  executable: `/usr/bin/python${version[0]}.${version[1]}`,
  version,
  makesEnvironments: true,
  is64Bit: true,
  ...more,
});

test("takes the newest supported Python", () => {
  const choice = choose([python([3, 11, 2]), python([3, 13, 1]), python([3, 12, 9])]);
  assert.deepEqual(choice, { kind: "found", python: python([3, 13, 1]) });
});

test("leaves out what the server does not support yet or no longer", () => {
  const choice = choose([python([3, 15, 0]), python([3, 10, 14]), python([3, 11, 0])]);
  assert.deepEqual(choice, { kind: "found", python: python([3, 11, 0]) });
});

test("prefers an older Python that can make environments", () => {
  const choice = choose([python([3, 13, 0], { makesEnvironments: false }), python([3, 11, 0])]);
  assert.deepEqual(choice, { kind: "found", python: python([3, 11, 0]) });
});

test("says which Python lacks its venv package", () => {
  const debian = python([3, 11, 2], { makesEnvironments: false });
  assert.deepEqual(choose([debian]), { kind: "noVenv", python: debian });
});

test("says when everything is too old, too new, or of 32 bits", () => {
  const old = python([3, 9, 2]);
  assert.deepEqual(choose([old]), { kind: "tooOld", python: old });
  assert.equal(choose([python([3, 15, 0])]).kind, "tooOld");
  assert.equal(choose([python([3, 12, 0], { is64Bit: false })]).kind, "tooOld");
  assert.deepEqual(choose([]), { kind: "none" });
});

test("tries the versions by name, the newest first", () => {
  const [first] = candidates("linux");
  assert.deepEqual(first, ["python3.14"]);
  assert.deepEqual(candidates("win32")[0], ["py", "-3.14"]);
  assert.ok(candidates("linux").some(([name]) => name === "python3"));
});

test("looks where Homebrew installs, which the dock does not know", () => {
  assert.ok(candidates("darwin").some(([name]) => name === "/opt/homebrew/bin/python3"));
});

test("reads the answer of a Python and nothing else", () => {
  const answer = python([3, 11, 2], { executable: "/opt/my pythons/python3", makesEnvironments: false });
  assert.deepEqual(parseProbe("3 11 2 False True /opt/my pythons/python3\n"), answer);
  assert.equal(parseProbe("Python was not found; run without arguments to install"), undefined);
  assert.equal(parseProbe("3 11 2 False True"), undefined);
  assert.equal(parseProbe(""), undefined);
});

test("the probe says what is read", () => {
  const output = execFileSync("python3", ["-I", "-c", PROBE], { encoding: "utf8" });
  assert.ok(parseProbe(output)?.version[0] === 3, output);
});
