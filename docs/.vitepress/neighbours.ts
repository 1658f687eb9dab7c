/**
 * Lets the code blocks of a page import each other. A block fenced as ```` ```ts [provider.ts] ```` is a file of that name;
 * a block that imports "./provider.js" is type-checked beside it. The reader sees each block as it is written, below its name.
 */
import type { MarkdownRenderer } from "vitepress";

interface Fence {
  type: string;
  info: string;
  content: string;
}

const LABEL = /^ts\b.*\[([\w.-]+\.ts)\]/;
const IMPORT = /from "\.\/([\w-]+)\.js"/g;

export function neighbours(md: MarkdownRenderer): void {
  const { fence: render } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, options, env, renderer) => {
    const file = LABEL.exec(tokens[index]!.info)?.[1];
    const name = file === undefined ? "" : `<p class="file-name">${file}</p>`;
    return name + (render?.(tokens, index, options, env, renderer) ?? "");
  };
  md.core.ruler.push("neighbours", ({ tokens }) => {
    const fences = tokens.filter((token) => token.type === "fence" && /^ts\b/.test(token.info));
    const files = new Map(fences.map((fence) => [LABEL.exec(fence.info)?.[1] ?? "", fence.content]));
    const contents = fences.map((fence) => withImported(fence, files));
    fences.forEach((fence, i) => {
      fence.content = contents[i] ?? fence.content;
    });
  });
}

function withImported(fence: Fence, files: ReadonlyMap<string, string>): string {
  const own = LABEL.exec(fence.info)?.[1] ?? "index.ts";
  const wanted = new Set<string>();
  collect(fence.content, files, wanted);
  wanted.delete(own);
  if (wanted.size === 0) return fence.content;
  const before = [...wanted].map((file) => `// @filename: ${file}\n${files.get(file)}`).join("\n");
  return `${before}\n// @filename: ${own}\n// ---cut---\n${fence.content}`;
}

function collect(code: string, files: ReadonlyMap<string, string>, found: Set<string>): void {
  for (const [, name] of code.matchAll(IMPORT)) {
    const file = `${name}.ts`;
    const content = files.get(file);
    if (content === undefined || found.has(file)) continue;
    collect(content, files, found);
    found.add(file);
  }
}
