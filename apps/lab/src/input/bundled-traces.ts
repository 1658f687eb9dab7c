/** The traces that lie beside the page. */

export interface BundledTrace {
  readonly name: string;
  readonly about: string;
}

export interface TraceGroup {
  readonly title: string;
  readonly traces: readonly BundledTrace[];
}

export const BUNDLED: readonly TraceGroup[] = [
  {
    title: "Real programs",
    traces: [
      { name: "wordpress", about: "the front page of a WordPress site" },
      { name: "smarty", about: "compiling and rendering templates" },
      { name: "parsedown", about: "rendering Markdown" },
      { name: "bench", about: "PHP's own benchmark script" },
      { name: "micro_bench", about: "PHP's own benchmark of its engine" },
      { name: "requests", about: "several programs one after the other, with request ends" },
      { name: "requests_noreserve", about: "the same, without memory set aside for errors" },
    ],
  },
  {
    title: "Real programs, long (600,000 operations and more)",
    traces: [
      { name: "wordpress_1m", about: "a million operations of WordPress" },
      { name: "smarty_long", about: "templates, many times" },
      { name: "parsedown_long", about: "Markdown, many times" },
      { name: "bench_long", about: "PHP's benchmark, whole" },
    ],
  },
  {
    title: "Made to try something",
    traces: [
      { name: "syn_small", about: "nothing but small blocks" },
      { name: "syn_powerlaw", about: "many small blocks, few large ones" },
      { name: "syn_huge", about: "blocks larger than a segment" },
      { name: "syn_limit", about: "a memory limit, with failures" },
      { name: "syn_sawtooth", about: "fills up and empties" },
      { name: "syn_trie", about: "the tree of large blocks" },
      { name: "syn_quirks", about: "PHP's quirks, one by one" },
      { name: "storage_fails", about: "every 7th segment cannot be had" },
    ],
  },
];

/** Where a bundled trace lies, from the page; null when there is none of that name. */
export function bundledUrl(name: string): string | null {
  const isKnown = BUNDLED.some(({ traces }) => traces.some((trace) => trace.name === name));
  return isKnown ? `./traces/${name}.trace.gz` : null;
}
