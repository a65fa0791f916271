import assert from "node:assert/strict";
import { test } from "node:test";

import { statusView } from "../../src/features/status_view";

const running = { kind: "running" } as const;

test("shows the model without provider and file ending", () => {
  const view = statusView(running, { kind: "ready", message: "", model: "local/qwen2.5-coder-0.5b.gguf" });
  assert.equal(view.text, "$(sparkle) qwen2.5-coder-0.5b");
  assert.equal(view.tooltip, "Model: local/qwen2.5-coder-0.5b.gguf");
});

test("trouble is coloured and says what to do", () => {
  const view = statusView(running, { kind: "error", message: "Set WORK_KEY.", model: null });
  assert.deepEqual(view, { text: "$(error) Kibitz", tooltip: "Set WORK_KEY.", severity: "error" });
});

test("is never empty, whatever the server leaves out", () => {
  for (const status of [undefined, { kind: "ready", message: "", model: null } as const]) {
    const view = statusView(running, status);
    assert.equal(view.text, "$(sparkle) Kibitz");
    assert.notEqual(view.tooltip, "");
  }
});

test("a server that is gone hides what it said", () => {
  const old = { kind: "ready", message: "", model: "local/m" } as const;
  const view = statusView({ kind: "failed", message: "It stopped." }, old);
  assert.deepEqual(view, { text: "$(error) Kibitz", tooltip: "It stopped.", severity: "error" });
  assert.equal(statusView({ kind: "missing" }, old).severity, "warning");
});
