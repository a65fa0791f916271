import assert from "node:assert/strict";
import { test } from "node:test";

import type { ProblemsParams } from "../../src/protocol";
import { withoutRepetition } from "../../src/server/problems";

const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
const one: ProblemsParams = { uri: "file:///a.py", problems: [{ range, message: "no such name" }] };
const none: ProblemsParams = { uri: "file:///a.py", problems: [] };

function python() {
  return { languageId: "python", version: 1 };
}

/** A sender, and how many problems it sent each time. */
function sender() {
  const sent: number[] = [];
  const tell = withoutRepetition((params) => {
    sent.push(params.problems.length);
    return Promise.resolve();
  });
  return { sent, tell };
}

test("problems are told once, and again when there are others", async () => {
  const { sent, tell } = sender();
  const document = python();
  for (const params of [one, one, none, none, one]) {
    await tell(document, params);
  }
  assert.deepEqual(sent, [1, 0, 1]);
});

test("the same problems are news in another text", async () => {
  const { sent, tell } = sender();
  const document = python();
  await tell(document, one);
  document.version = 2;
  await tell(document, one);
  assert.deepEqual(sent, [1, 1]);
});

test("the same problems are news where the document was closed and opened", async () => {
  const { sent, tell } = sender();
  await tell(python(), one);
  await tell(python(), one);
  assert.deepEqual(sent, [1, 1]);
});

test("the same problems are news in another language: the server saw the document closed", async () => {
  const { sent, tell } = sender();
  const document = python();
  await tell(document, one);
  document.languageId = "cython";
  await tell(document, one);
  assert.deepEqual(sent, [1, 1]);
});
