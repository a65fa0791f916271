import assert from "node:assert/strict";
import { test } from "node:test";

import { forServer, toggled } from "../../src/settings";

test("the server does not hear of the keys of the client", () => {
  const section = { serverPath: "/opt/kibitz", trace: { server: "off" }, logLevel: "info" };
  assert.deepEqual(forServer(section), { logLevel: "info" });
});

test("a missing section is null, as JSON has it", () => {
  assert.equal(forServer(undefined), null);
  assert.equal(forServer(null), null);
});

test("hands out a copy", () => {
  const section = { models: { completion: "auto" } };
  const sent = forServer(section) as typeof section;
  sent.models.completion = "other";
  assert.equal(section.models.completion, "auto");
});

test("a language goes into the list and out again", () => {
  assert.deepEqual(toggled(["yaml"], "markdown"), ["markdown", "yaml"]);
  assert.deepEqual(toggled(["markdown", "yaml"], "markdown"), ["yaml"]);
});
