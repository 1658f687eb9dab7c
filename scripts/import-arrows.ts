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
  trace: ["heap", "inspect", "layout", "storage"],
  viz: ["heap", "inspect", "layout", "storage", "trace"],
};

/** The sources that may import every package. */
export const PROGRAMS: readonly string[] = ["apps/bench/src", "apps/demo/src", "apps/lab/src", "docs/.vitepress"];

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

/** What is wrong with one import in a file of package `owner`, or of a program where that is null; else null. */
export function faultOfImport(owner: string | null, specifier: string): string | null {
  const own = /^@zmm\/([a-z-]+)(\/.*)?$/.exec(specifier);
  if (own === null) {
    const isForeign = !specifier.startsWith(".") && !specifier.startsWith("#zend/");
    return isForeign && owner !== null && RUNTIME_LAYERS.includes(owner)
      ? `${specifier} (a runtime layer has no dependencies)`
      : null;
  }
  const [, target = "", subpath = ""] = own;
  if (subpath.startsWith("/src") || subpath.startsWith("/dist")) return `${specifier} (the inside of another package)`;
  return owner === null || target === owner || ARROWS[owner]?.includes(target)
    ? null
    : `${specifier} (against the arrows)`;
}

/** Every broken arrow in the sources of the packages and programs under `root`. */
export function brokenArrows(root: string): BrokenArrow[] {
  const packages = Object.keys(ARROWS).flatMap((owner) =>
    faultsIn(root, `packages/${owner}/src`, (specifier, path) =>
      path === null || path.startsWith(`packages/${owner}/src/`)
        ? faultOfImport(owner, specifier)
        : `${specifier} (outside src)`,
    ),
  );
  const programs = PROGRAMS.flatMap((place) =>
    faultsIn(root, place, (specifier, path) =>
      path?.startsWith("packages/") ? `${specifier} (the inside of a package)` : faultOfImport(null, specifier),
    ),
  );
  return [...packages, ...programs];
}

/** What is wrong with an import, which leads to `path`, from the root on, if it is one by path. */
type FaultOf = (specifier: string, path: string | null) => string | null;

function faultsIn(root: string, place: string, faultOf: FaultOf): BrokenArrow[] {
  const fromRoot = (path: string) => relative(root, path).split(sep).join("/");
  return sourceFiles(join(root, place)).flatMap((file) =>
    importsOf(readFileSync(file, "utf8"))
      .map((specifier) => faultOf(specifier, specifier.startsWith(".") ? fromRoot(join(file, "..", specifier)) : null))
      .filter((fault) => fault !== null)
      .map((fault) => `${fromRoot(file)}: ${fault}`),
  );
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !/[\\/](dist|cache)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
}
