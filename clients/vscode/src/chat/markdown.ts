/** Markdown of an answer as HTML: no HTML of its own, no images, only links to files. Pure. */

import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({ html: false, linkify: false, breaks: false });
markdown.disable("image"); // would be fetched; the page's policy forbids it anyway
markdown.validateLink = (url) => /^file:\/\/\//i.test(url);
markdown.renderer.rules["fence"] = (tokens, index) => {
  const token = tokens[index];
  const code = markdown.utils.escapeHtml(token?.content ?? "");
  const info = markdown.utils.escapeHtml(token?.info.trim() ?? "");
  return `<figure data-info="${info}"><pre tabindex="0"><code>${code}</code></pre></figure>\n`;
};
markdown.renderer.rules["code_block"] = markdown.renderer.rules["fence"];

export function html(text: string): string {
  return markdown.render(text);
}
