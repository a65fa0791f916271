import assert from "node:assert/strict";
import { test } from "node:test";

import { statusView } from "../../src/features/status_view";

const running = { kind: "running" } as const;

test("shows the model without provider and file ending", () => {
  const status = { kind: "ready", message: "", model: "local/qwen2.5-coder-0.5b.gguf" } as const;
  const view = statusView(running, status, undefined);
  assert.equal(view.text, "$(sparkle) qwen2.5-coder-0.5b");
  assert.equal(view.tooltip, "Model: local/qwen2.5-coder-0.5b.gguf");
});

test("trouble is coloured and says what to do, also where ghost text is off", () => {
  const status = { kind: "error", message: "Set WORK_KEY.", model: null } as const;
  const expected = { text: "$(error) Kibitz", tooltip: "Set WORK_KEY.", severity: "error" };
  assert.deepEqual(statusView(running, status, undefined), expected);
  assert.deepEqual(statusView(running, status, "Off for python."), expected);
});

test("says where ghost text is off", () => {
  const view = statusView(running, { kind: "ready", message: "", model: "local/m" }, "Off for python.");
  assert.deepEqual(view, {
    text: "$(circle-slash) m",
    tooltip: "Off for python.\nModel: local/m",
    severity: "none",
  });
});

test("is never empty, whatever the server leaves out", () => {
  for (const status of [undefined, { kind: "ready", message: "", model: null } as const]) {
    const view = statusView(running, status, undefined);
    assert.equal(view.text, "$(sparkle) Kibitz");
    assert.notEqual(view.tooltip, "");
  }
});

test("a server that is gone hides what it said", () => {
  const old = { kind: "ready", message: "", model: "local/m" } as const;
  const view = statusView({ kind: "failed", message: "It stopped." }, old, undefined);
  assert.deepEqual(view, { text: "$(error) Kibitz", tooltip: "It stopped.", severity: "error" });
  assert.equal(statusView({ kind: "missing" }, old, undefined).severity, "warning");
});
