/**
 * What bundlers make of the three layers, minified and compressed with brotli. The first is the least of all three, and
 * its limit the goal, just below 9 KiB; the other limits hold what is.
 */

/** The packages as they are published: esbuild must not follow this repository's `paths` into the sources. */
function asPublished(config) {
  return { ...config, tsconfigRaw: "{}" };
}

export default [
  { name: "the emalloc family on a plain heap, firstFit", path: "size/family.js", limit: "9.2 kB" },
  { name: "a heap of one data model, arrayBuffer", path: "size/heap.js", limit: "15.1 kB" },
  { name: "the same, and a memory manager on it", path: "size/least.js", limit: "26.1 kB" },
  { name: "heaps of all data models, arrayBuffer", path: "size/layers.js", limit: "29.3 kB" },
  { name: "createMemoryManager, with all that it knows by name", path: "size/program.js", limit: "45.6 kB" },
].map((check) => ({ ...check, modifyEsbuildConfig: asPublished }));
