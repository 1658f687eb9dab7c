/** How the code blocks of the pages are type-checked, and what readers see of it. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
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

const CACHE = fileURLToPath(new URL("./cache/", import.meta.url));

/** A folder for results of type-checking, another one whenever the types of a package have changed. */
export function cacheFolder(): string {
  const hash = createHash("sha256").update(JSON.stringify(TYPES) + isShown);
  for (const file of readdirSync(PACKAGES, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (/^[\w-]+[\\/]dist[\\/][^\\/]+\.d\.ts$/.test(file)) hash.update(file).update(readFileSync(`${PACKAGES}${file}`));
  }
  const folder = `twoslash-${hash.digest("hex").slice(0, 12)}`;
  for (const old of existsSync(CACHE) ? readdirSync(CACHE) : []) {
    if (old.startsWith("twoslash") && old !== folder) rmSync(`${CACHE}${old}`, { recursive: true });
  }
  return `${CACHE}${folder}`;
}

interface Hover {
  readonly type: string;
  readonly target?: string;
  readonly text?: string;
  readonly docs?: string | undefined;
}

/** What is worth a hover: functions and classes, and properties that have something to say. */
const TELLING = /^\((?:alias|method|getter)\)|^(?:function|class) /;
/** Members of JavaScript's own classes, which every reader knows. */
const FAMILIAR =
  /^\(\w+\) (?:\w*(?:Array|Map|Set|Constructor|Console)\b|String|Number|Math|Promise|Object|JSON|Error|Date)/;

/**
 * Whether a hover is shown: where it tells something, and a name first stands in its block. All of them would make
 * pages several times as large, and their build as long.
 */
export function isShown(node: Hover, index: number, nodes: readonly Hover[]): boolean {
  const { type, target, text = "", docs } = node;
  if (type !== "hover") return true;
  if (FAMILIAR.test(text) || !(TELLING.test(text) || (text.startsWith("(property)") && docs !== undefined)))
    return false;
  return nodes.findIndex((other) => other.type === "hover" && other.target === target) === index;
}
