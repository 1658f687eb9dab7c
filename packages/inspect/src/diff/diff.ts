/** What differs between two states of a heap, as plain data. */
import type { HeapField } from "@zmm/layout";
import { cacheChains } from "../walk/cache.js";
import { largeTree, restList, smallBuckets } from "../walk/free-lists.js";
import { type HeapFields, heapFields } from "../walk/heap-fields.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { allBlocks, type BlockKind, type SegmentView, segments } from "../walk/segments.js";

/** A member of the structure with another value. */
export interface FieldChange {
  readonly field: HeapField;
  readonly before: number | string;
  readonly after: number | string;
}

/** A block as one of the two states has it. */
export interface BlockState {
  /** Bytes of the whole block. */
  readonly size: number;
  readonly type: BlockKind;
}

/** A block that came, went, or changed its size or type. Null where there is none. */
export interface BlockChange {
  /** Address of the block's header. */
  readonly address: number;
  readonly before: BlockState | null;
  readonly after: BlockState | null;
}

/** A list with other members, or in another order. */
export interface ListChange {
  /** The list: `bucket 3`, `cache 3`, `tree 12`, `rest list`. */
  readonly list: string;
  /** The addresses of its members, in the list's order; of a tree in pre-order, each node with its equals behind it. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What became of a heap between two moments: plain data. */
export interface HeapDiff {
  readonly fields: readonly FieldChange[];
  /** Segments of the second state that the first has not, with this address and size. */
  readonly segmentsAdded: readonly SegmentView[];
  readonly segmentsRemoved: readonly SegmentView[];
  /** By address. */
  readonly blocks: readonly BlockChange[];
  readonly lists: readonly ListChange[];
}

/** Compares two states of a heap, or two heaps. */
export function diff(before: HeapReader, after: HeapReader): HeapDiff {
  return {
    fields: changedFields(before, after),
    segmentsAdded: segmentsMissingIn(before, after),
    segmentsRemoved: segmentsMissingIn(after, before),
    blocks: changedBlocks(before, after),
    lists: changedLists(before, after),
  };
}

function changedFields(before: HeapReader, after: HeapReader): FieldChange[] {
  const old = heapFields(before);
  const now = heapFields(after);
  return (Object.keys(old) as (keyof HeapFields)[])
    .filter((field) => old[field] !== now[field])
    .map((field) => ({ field, before: old[field], after: now[field] }));
}

/** The segments of `present` that `absent` has not. */
function segmentsMissingIn(absent: HeapReader, present: HeapReader): SegmentView[] {
  const known = new Set([...segments(absent)].map((segment) => `${segment.address} ${segment.size}`));
  return [...segments(present)].filter((segment) => !known.has(`${segment.address} ${segment.size}`));
}

function changedBlocks(before: HeapReader, after: HeapReader): BlockChange[] {
  const old = blockStates(before);
  const changes: BlockChange[] = [];
  for (const [address, now] of blockStates(after)) {
    const was = old.get(address) ?? null;
    old.delete(address);
    if (was?.size !== now.size || was.type !== now.type) changes.push({ address, before: was, after: now });
  }
  for (const [address, was] of old) changes.push({ address, before: was, after: null });
  return changes.sort((a, b) => a.address - b.address);
}

function blockStates(heap: HeapReader): Map<number, BlockState> {
  const states = new Map<number, BlockState>();
  for (const { address, size, type } of allBlocks(heap)) states.set(address, { size, type });
  return states;
}

function changedLists(before: HeapReader, after: HeapReader): ListChange[] {
  const old = lists(before);
  const now = lists(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((list) => {
    const was = old.get(list) ?? [];
    const is = now.get(list) ?? [];
    const same = was.length === is.length && was.every((address, at) => address === is[at]);
    return same ? [] : [{ list, before: was, after: is }];
  });
}

function lists(heap: HeapReader): Map<string, readonly number[]> {
  const all = new Map<string, number[]>();
  for (const { index, blocks } of cacheChains(heap)) all.set(`cache ${index}`, [...blocks]);
  for (const { index, blocks } of smallBuckets(heap)) all.set(`bucket ${index}`, [...blocks]);
  for (const { index, address, siblings } of largeTree(heap)) {
    all.set(`tree ${index}`, [...(all.get(`tree ${index}`) ?? []), address, ...siblings]);
  }
  const rest = restList(heap);
  if (rest.length > 0) all.set("rest list", rest);
  return all;
}
