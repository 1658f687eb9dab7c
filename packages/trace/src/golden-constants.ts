import type { Layout } from "@zmm/layout";

/** What a golden's second line says of the layout: its names there and our values. */
export function goldenConstants(layout: Layout): ReadonlyMap<string, number> {
  return new Map([
    ["header", layout.headerSize],
    ["seghdr", layout.segmentHeaderSize],
    ["minblock", layout.minBlockSize],
    ["minsize", layout.minSize],
    ["maxsmall", layout.maxSmallSize],
    ["buckets", layout.numBuckets],
    ["cachesize", layout.cacheSize],
  ]);
}
