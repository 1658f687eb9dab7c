/** The lists of a heap, as debuggers' `bins` commands show them. */
import { bucketIndex, bucketSize, smallFreeBucket } from "@zmm/layout";
import { count, hex } from "../hex.js";
import { type BucketView, cacheChains } from "../walk/cache.js";
import { largeTree, restList, smallBuckets } from "../walk/free-lists.js";
import { heapFields } from "../walk/heap-fields.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { painter, type RenderOptions, type Tone } from "./paint.js";

/** How buckets are shown. */
export interface BucketOptions extends RenderOptions {
  /** Addresses shown of each list; 6. */
  readonly shown?: number;
}

/** The cache, the small buckets, the trees in short and the rest list; empty ones are left out. */
export function renderBuckets(heap: HeapReader, options: BucketOptions = {}): string {
  const paint = painter(options);
  const shown = options.shown ?? 6;
  const { cached, freeBitmap, largeFreeBitmap, restCount } = heapFields(heap);
  const section = (title: string, lines: string[]) => [
    paint("strong", title),
    ...(lines.length > 0 ? lines : [paint("dim", "  empty")]),
  ];
  const row = (tone: Tone, arrow: string) => (bucket: BucketView) =>
    bucketLine(bucket, paint(tone, addresses(bucket.blocks, arrow, shown)));
  const rest = restList(heap);
  const restLines = rest.length === 0 ? [] : [`  ${paint("rest", addresses(rest, " <-> ", shown))}`];
  return [
    ...section(`cache: ${count(cached, "byte")}, newest first`, [...cacheChains(heap)].map(row("cached", " -> "))),
    ...section(`buckets: free_bitmap 0x${freeBitmap}, newest first`, [...smallBuckets(heap)].map(row("free", " <-> "))),
    ...section(`trees: large_free_bitmap 0x${largeFreeBitmap}`, treeLines(heap)),
    ...section(`rest list: rest_count ${restCount}, oldest first`, restLines),
  ].join("\n");
}

function bucketLine({ index, size, blocks }: BucketView, list: string): string {
  return `  [${String(index).padStart(2)}] ${String(size).padStart(4)} bytes x ${String(blocks.length).padEnd(3)} ${list}`;
}

function addresses(blocks: readonly number[], arrow: string, shown: number): string {
  const first = blocks.slice(0, shown).map(hex).join(arrow);
  return blocks.length > shown ? `${first}${arrow}... ${blocks.length - shown} more` : first;
}

function treeLines(heap: HeapReader): string[] {
  const trees = new Map<number, { blocks: number; bytes: number }>();
  for (const { index, size, siblings } of largeTree(heap)) {
    const tree = trees.get(index) ?? { blocks: 0, bytes: 0 };
    const blocks = 1 + siblings.length;
    trees.set(index, { blocks: tree.blocks + blocks, bytes: tree.bytes + blocks * size });
  }
  return [...trees].map(([index, { blocks, bytes }]) => {
    const range = `${2 ** index}..${2 ** (index + 1) - 1} bytes`;
    return `  [${String(index).padStart(2)}] ${range}: ${count(blocks, "block")}, ${count(bytes, "byte")}`;
  });
}

/** One small bucket with its head, which overlaps what lies before its two links: where each of them stands. */
export function renderBucketHead(heap: HeapReader, index: number): string {
  const { prevFree, nextFree } = heap.offsets;
  const head = smallFreeBucket(heap.layout, heap.address, index);
  const links = heap.elementAddress("freeBuckets", 2 * index);
  const size = bucketSize(heap.layout, index);
  return [
    `bucket ${bucketIndex(heap.layout, size)}, blocks of ${size} bytes: head ${hex(head)}`,
    `  head + ${prevFree} = ${hex(head + prevFree)} = &free_buckets[${2 * index}]: prev_free_block ${hex(heap.word(links))}`,
    `  head + ${nextFree} = ${hex(head + nextFree)} = &free_buckets[${2 * index + 1}]: next_free_block ${hex(heap.nextFree(head))}`,
  ].join("\n");
}
