/** How the code blocks of the pages are type-checked, and what readers see of it. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** As strictly as a careful user would, with the types of the built packages. */
export const TYPES: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2024.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: ["node"],
  skipLibCheck: true,
};

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

/** A folder for results of type-checking, another one whenever the types of a package have changed. */
export function cacheFolder(): string {
  const hash = createHash("sha256").update(JSON.stringify(TYPES));
  for (const file of readdirSync(PACKAGES, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (/^[\w-]+[\\/]dist[\\/][^\\/]+\.d\.ts$/.test(file)) hash.update(file).update(readFileSync(`${PACKAGES}${file}`));
  }
  return `.vitepress/cache/twoslash-${hash.digest("hex").slice(0, 12)}`;
}

interface Hover {
  readonly type: string;
  readonly target?: string;
  readonly text?: string;
}

/** What every reader knows: members of JavaScript's own classes, and names of plain numbers and texts. */
const FAMILIAR = [
  /^\((?:method|property)\) (?:\w*(?:Array|Map|Set|Constructor|Console)\b|String|Number|Math|Promise|Object|JSON|Error|Date)/,
  /^(?:const|let|\(parameter\)|\(local [\w ]+\)) \w+: (?:number|string|boolean|unknown|any|number\[\]|string\[\])$/,
  /^(?:var|namespace|any)\b/,
];

/**
 * Whether a hover is shown: where a name first stands in its block, unless it is familiar. All of them would make pages
 * several times as large, and their build as long.
 */
export function isShown(node: Hover, index: number, nodes: readonly Hover[]): boolean {
  if (node.type !== "hover") return true;
  if (FAMILIAR.some((pattern) => pattern.test(node.text ?? ""))) return false;
  return nodes.findIndex(({ type, target }) => type === "hover" && target === node.target) === index;
}
