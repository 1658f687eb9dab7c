/**
 * The arrows of the architecture: who may import whom. Packages are listed from the ground up, and each may import
 * only what stands above it in its own list.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** What each package's sources may import besides themselves. `node:` modules and others' packages are not listed. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  layout: [],
  storage: [],
  "storage-lmdb": ["storage"],
  heap: ["layout", "storage"],
  emalloc: ["heap", "storage"],
  inspect: ["layout", "storage"],
  trace: ["emalloc", "heap", "inspect", "layout", "storage"],
  viz: ["emalloc", "heap", "inspect", "layout", "storage", "trace"],
};

/** The three layers that programs run on: nothing but each other, so that they work wherever JavaScript does. */
export const RUNTIME_LAYERS: readonly string[] = ["layout", "storage", "heap", "emalloc"];

/** One import that may not be, as `file: what it imports`. */
export type BrokenArrow = string;

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const STATIC = /^(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*["']([^"'\n]+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"'\n]+)["']/g;

/** Every module that a source text imports or re-exports, statically or not; those in comments do not count. */
export function importsOf(source: string): string[] {
  const code = source.replace(COMMENT, "");
  return [...code.matchAll(STATIC), ...code.matchAll(DYNAMIC)].map((match) => match[1] ?? "");
}

/** What is wrong with one import in a file of package `owner`, or null. */
export function faultOfImport(owner: string, specifier: string): string | null {
  const own = /^@zmm\/([a-z-]+)(\/.*)?$/.exec(specifier);
  if (own === null) {
    const isForeign = !specifier.startsWith(".") && !specifier.startsWith("#zend/");
    return isForeign && RUNTIME_LAYERS.includes(owner) ? `${specifier} (a runtime layer has no dependencies)` : null;
  }
  const [, target = "", subpath = ""] = own;
  if (subpath.startsWith("/src") || subpath.startsWith("/dist")) return `${specifier} (the inside of another package)`;
  return target === owner || ARROWS[owner]?.includes(target) ? null : `${specifier} (against the arrows)`;
}

/** Every broken arrow in the sources of the packages under `root`. */
export function brokenArrows(root: string): BrokenArrow[] {
  return Object.keys(ARROWS).flatMap((owner) => {
    const folder = join(root, "packages", owner, "src");
    return sourceFiles(folder).flatMap((file) => {
      const place = relative(root, file).split(sep).join("/");
      return importsOf(readFileSync(file, "utf8"))
        .map((specifier) => leavesPackage(folder, file, specifier) ?? faultOfImport(owner, specifier))
        .filter((fault) => fault !== null)
        .map((fault) => `${place}: ${fault}`);
    });
  });
}

function leavesPackage(folder: string, file: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return relative(folder, join(file, "..", specifier)).startsWith("..") ? `${specifier} (outside src)` : null;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
