/** Bundles the extension into `dist/`, with the licences of everything that ends up in the bundle and its own. */

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";

const extension = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  target: "node20", // VS Code 1.91
  format: "cjs",
  external: ["vscode"],
  minify: true,
  metafile: true,
  logLevel: "warning",
});

const page = await build({
  entryPoints: ["src/chat/page.ts"],
  outfile: "dist/chat.js",
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  minify: true,
  metafile: true,
  logLevel: "warning",
});
copyFileSync("src/chat/chat.css", "dist/chat.css");

const inputs = { ...extension.metafile.inputs, ...page.metafile.inputs };
const folders = new Set(
  Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);
writeFileSync("dist/NOTICES.txt", [...folders].sort().map(notice).join("\n\n"));

copyFileSync("../../LICENSE", "LICENSE"); // vsce packs nothing from outside of this folder

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) {
    throw new Error(`${name} has no licence file`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
}
