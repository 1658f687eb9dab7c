/** The views of the page, in their order, each with what it shows in plain words. */

export const VIEWS = {
  map: {
    title: "Memory map",
    about: "Every block of the heap to scale. Click to select, drag to move; the wheel zooms after a click.",
  },
  explain: { title: "This step", about: "What the heap did in the operation just done, and why." },
  charts: { title: "Over time", about: "The heap over the whole program. Click a moment to go there." },
  buckets: {
    title: "free_buckets",
    about: "Free blocks of up to a few hundred bytes, one ring for each size, in an array of overlapping list heads.",
  },
  tree: {
    title: "large_free_buckets",
    about: "Larger free blocks in trees, found by the bits of their sizes.",
  },
  cache: {
    title: "Cache",
    about: "Blocks just freed, one chain for each size: the next request of that size takes the first.",
  },
  rest: { title: "Rest list", about: "What was left over when a large block grew; the heap looks here last." },
  heap: { title: "zend_mm_heap", about: "The structure that holds all of the heap's state, member by member." },
  hex: { title: "Bytes", about: "The memory itself, byte by byte, with the structures laid over it." },
} as const;

export type ViewName = keyof typeof VIEWS;

export const VIEW_NAMES: readonly ViewName[] = Object.keys(VIEWS) as ViewName[];

/** What a page shows unless its address says otherwise. */
export const DEFAULT_VIEWS: readonly ViewName[] = ["map", "explain", "charts", "buckets", "cache"];

/** Known views out of a list set apart by commas, in the page's order; null when there is none. */
export function parseViews(text: string): ViewName[] | null {
  const named = text.split(",");
  const views = VIEW_NAMES.filter((name) => named.includes(name));
  return views.length > 0 ? views : null;
}
