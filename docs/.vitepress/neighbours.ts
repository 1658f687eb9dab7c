/**
 * Lets the code blocks of a page import each other. A block fenced as ```` ```ts [provider.ts] ```` is a file of that name;
 * a block that imports "./provider.js" is type-checked beside it. The reader sees each block as it is written, below its name.
 */
import type { MarkdownRenderer } from "vitepress";

interface Block {
  /** The file name given to the block, or null. */
  readonly file: string | null;
  readonly code: string;
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
    const blocks = fences.map(({ info, content }) => ({ file: LABEL.exec(info)?.[1] ?? null, code: content }));
    const contents = withNeighbours(blocks);
    fences.forEach((fence, i) => {
      fence.content = contents[i] ?? fence.content;
    });
  });
}

/** The blocks of one page, each behind the files that it imports. */
export function withNeighbours(blocks: readonly Block[]): string[] {
  const files = new Map(blocks.map(({ file, code }) => [file ?? "", code]));
  return blocks.map((block) => withImported(block, files));
}

function withImported({ file, code }: Block, files: ReadonlyMap<string, string>): string {
  const own = file ?? "index.ts";
  const wanted = new Set<string>();
  collect(code, files, wanted);
  wanted.delete(own);
  if (wanted.size === 0) return code;
  const before = [...wanted].map((name) => `// @filename: ${name}\n${files.get(name)}`).join("\n");
  return `${before}\n// @filename: ${own}\n// ---cut---\n${code}`;
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
