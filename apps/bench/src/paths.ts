/** Where the bench finds its files; this module is one folder below the package's root, in src and in dist alike. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const ROOT = new URL("../", import.meta.url);

/** The loop's module, next to the code that imports it. */
export const LOOP_URL: URL = new URL("./loop.js", import.meta.url);
/** The code of our own peers, next to it as well. */
export const OURS_URL: URL = new URL("./ours.js", import.meta.url);
export const CHILD_URL: URL = new URL("./child.js", import.meta.url);
export const TLSF_URL: URL = new URL("dist/tlsf.wasm", ROOT);
export const DLMALLOC_SOURCE_URL: URL = new URL("native/dlmalloc.c", ROOT);
export const DLMALLOC_URL: URL = new URL("dist/native/dlmalloc.wasm", ROOT);
/** Folders of bundled traces, the long ones first. */
export const TRACE_FOLDERS: readonly URL[] = ["long", "traces"].map((name) => new URL(`${name}/`, corpus()));

function corpus(): URL {
  return pathToFileURL(createRequire(import.meta.url).resolve("@zmm/corpus/package.json"));
}
