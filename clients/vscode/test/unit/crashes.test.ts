import assert from "node:assert/strict";
import { test } from "node:test";

import { CrashCounter } from "../../src/server/crashes";

test("starts again four times, then asks", () => {
  const crashes = new CrashCounter();
  const answers = [0, 1000, 2000, 3000, 4000].map((time) => crashes.mayRestart(time));
  assert.deepEqual(answers, [true, true, true, true, false]);
});

test("forgets crashes that are long ago", () => {
  const crashes = new CrashCounter();
  const minute = 60_000;
  for (let i = 0; i < 20; i++) {
    assert.equal(crashes.mayRestart(i * minute), true);
  }
});

test("counts anew after a restart by hand", () => {
  const crashes = new CrashCounter();
  for (let i = 0; i < 5; i++) {
    crashes.mayRestart(i);
  }
  crashes.forget();
  assert.equal(crashes.mayRestart(6), true);
});
