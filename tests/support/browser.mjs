/**
 * A browser that Python drives: one JSON object per line in, one out. Knows Playwright, not VS Code.
 *
 *   node browser.mjs PATH_OF_PLAYWRIGHT_CORE CHROMIUM
 *
 * In: {page, op, ...}; pages are made by `open`. Out: {value} or {error}. Nothing but loopback is reached.
 */

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [playwrightPath, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwrightPath);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];
const LOOPBACK = /^(https?|wss?):\/\/(127\.0\.0\.1|localhost)[:/]/;

const ASIDE = [640, 300]; // where the mouse goes after a click: the tooltip of what it is on covers its neighbours

const browser = await chromium.launch({ executablePath, args: FLAGS });
const pages = new Map();

const find = (page, { selector, text }) =>
  page.locator(selector, text === undefined ? {} : { hasText: text }).first();

/** Inside the page of a webview: a frame in a frame. */
const inView = (page, { selector, text }) =>
  page
    .frameLocator("iframe.webview.ready")
    .frameLocator("iframe")
    .locator(selector, text === undefined ? {} : { hasText: text })
    .first();

const operations = {
  async open(_page, { name, url, timeout }) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    await page.route("**/*", (route) => {
      const url = route.request().url();
      return !/^(https?|wss?):/.test(url) || LOOPBACK.test(url) ? route.continue() : route.abort();
    });
    pages.set(name, page);
    await page.goto(url, { timeout });
  },
  close: async (page) => page.context().close(),
  press: (page, { keys }) => page.keyboard.press(keys),
  type: (page, { text, delay }) => page.keyboard.type(text, { delay }),
  insert: (page, { text }) => page.keyboard.insertText(text),
  fill: (page, { selector, text }) => page.locator(selector).first().fill(text),
  async click(page, wanted) {
    await find(page, wanted).click({ timeout: wanted.timeout });
    await page.mouse.move(...ASIDE);
  },
  async doubleClick(page, wanted) {
    await find(page, wanted).dblclick({ timeout: wanted.timeout });
    await page.mouse.move(...ASIDE);
  },
  wait: (page, wanted) => find(page, wanted).waitFor({ state: wanted.state, timeout: wanted.timeout }),
  waitFrame: (page, wanted) => inView(page, wanted).waitFor({ timeout: wanted.timeout }),
  clickFrame: (page, wanted) => inView(page, wanted).click({ timeout: wanted.timeout }),
  textsFrame: (page, { selector }) =>
    page.frameLocator("iframe.webview.ready").frameLocator("iframe").locator(selector).allTextContents(),
  count: (page, { selector }) => page.locator(selector).count(),
  texts: (page, { selector }) => page.locator(selector).allTextContents(),
  attribute: (page, wanted) => find(page, wanted).getAttribute(wanted.name, { timeout: wanted.timeout }),
  /** Waits until the joined text of what matches, in reading order, contains `text` and is so long. */
  waitText: async (page, { selector, text, length, timeout }) => {
    const found = await page.waitForFunction(
      ([selector, text, length]) => {
        const lines = [...document.querySelectorAll(selector)]
          .sort((a, b) => parseFloat(a.style.top || 0) - parseFloat(b.style.top || 0))
          .map((element) => element.textContent.replace(/\u00a0/g, " "));
        const joined = lines.join("\n");
        return joined.includes(text) && joined.length >= length && { joined };
      },
      [selector, text, length],
      { timeout },
    );
    return (await found.jsonValue()).joined;
  },
  async tickAll(page, { selector }) {
    for (const box of await page.locator(selector).all()) {
      if ((await box.getAttribute("aria-checked")) !== "true") {
        await box.click();
      }
    }
  },
  screenshot: (page, { path }) => page.screenshot({ path }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { page, op, ...args } = JSON.parse(line);
  let answer;
  try {
    const value = await operations[op](pages.get(page), args);
    answer = { value: ["string", "number", "boolean"].includes(typeof value) || Array.isArray(value) ? value : null };
  } catch (error) {
    answer = { error: String(error.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
await browser.close();
