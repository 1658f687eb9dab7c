/**
 * Colours each code block once. Every page is rendered for readers and for the search, and most blocks stand on an English
 * and on a Chinese page.
 */
import type { MarkdownRenderer } from "vitepress";

/** HTML by language, attributes and code. Shared by all renderers: VitePress makes one for each of its bundles. */
const coloured = new Map<string, string>();

export function colouredOnce(md: MarkdownRenderer): void {
  const colour = md.options.highlight;
  md.options.highlight = (code, language, attributes) => {
    const key = JSON.stringify([code, language, attributes]);
    const html = coloured.get(key) ?? colour?.(code, language, attributes) ?? "";
    coloured.set(key, html);
    return html;
  };
}
