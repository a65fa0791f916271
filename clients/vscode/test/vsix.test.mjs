/** Looks into kibitz.vsix: `node --test test/vsix.test.mjs` after `make vsix`. $KIBITZ_VSIX names another file. */

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

const path = process.env.KIBITZ_VSIX ?? fileURLToPath(new URL("../kibitz.vsix", import.meta.url));
const MAX_BYTES = 2_000_000; // 0.5 MB when written, half of it the wheel

let files;

before(() => {
  files = unzip(readFileSync(path));
});

const text = (name) => files.get(name).toString("utf8");

test("holds what it needs and nothing else", () => {
  const expected =
    /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package\.json|readme\.md|LICENSE\.txt|icon\.png|chat\.svg|dist\/(extension\.js|chat\.js|chat\.css|NOTICES\.txt)|bundled\/kibitz-[\w.]+-py3-none-any\.whl))$/;
  assert.deepEqual(
    [...files.keys()].filter((name) => !expected.test(name)),
    [],
  );
  for (const name of [
    "dist/extension.js",
    "dist/chat.js",
    "dist/chat.css",
    "dist/NOTICES.txt",
    "LICENSE.txt",
    "icon.png",
    "readme.md",
  ]) {
    assert.ok(files.has(`extension/${name}`), name);
  }
});

test("weighs little", () => {
  assert.ok(statSync(path).size < MAX_BYTES, `${statSync(path).size} bytes`);
});

test("the bundle needs VS Code and Node only", () => {
  const required = [...text("extension/dist/extension.js").matchAll(/\brequire\("([^"]+)"\)/g)].map(
    (m) => m[1],
  );
  const allowed =
    /^(vscode|node:\w+|child_process|crypto|events|fs|net|os|path|readline|stream|url|util)(\/promises)?$/;
  assert.deepEqual(
    required.filter((name) => !allowed.test(name)),
    [],
  );
  assert.ok(required.includes("vscode"));
});

test("carries the server of its own version", () => {
  const { version } = JSON.parse(text("extension/package.json"));
  const wheels = [...files.keys()].filter((name) => name.endsWith(".whl"));
  assert.deepEqual(wheels, [`extension/bundled/kibitz-${version}-py3-none-any.whl`]);
  const members = [...unzip(files.get(wheels[0])).keys()];
  assert.ok(members.includes("kibitz/__main__.py"));
});

test("the manifest points at files that are there", () => {
  const manifest = JSON.parse(text("extension/package.json"));
  assert.ok(files.has(`extension/${manifest.main.replace(/^\.\//, "")}`));
  assert.ok(files.has(`extension/${manifest.icon}`));
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
});

test("tells nothing of the machine it was built on", () => {
  for (const name of ["dist/extension.js", "dist/NOTICES.txt", "package.json", "readme.md"]) {
    assert.doesNotMatch(text(`extension/${name}`), /\/(work|home|root|tmp|Users)\/\w/, name);
  }
});

/** Every file of a zip by its name; enough of the format for what vsce and pip write. */
function unzip(zip) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const entries = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
    const [method, size, nameLength, extraLength, commentLength, start] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ];
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const data = zip.subarray(from, from + size);
    entries.set(name, method === 0 ? data : inflateRawSync(data));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}
