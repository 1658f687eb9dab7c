import {
  blocks,
  cacheChains,
  cachedBlocks,
  type HeapReader,
  largeTree,
  restList,
  segments,
  smallBuckets,
} from "@zmm/inspect";

/** An address of the heap as goldens write it: SEG+OFF. */
export type Place = (address: number) => string;

/** The whole heap as the lines that end a golden: segments with blocks, cache, small buckets, rest list, trees. */
export function* walkLines(reader: HeapReader, place: Place): Generator<string, void, undefined> {
  yield* blockLines(reader, place);
  yield* cacheLines(reader, place);
  for (const { index, blocks } of smallBuckets(reader)) yield `q ${index} ${places(blocks, place)}`;
  const rest = restList(reader);
  if (rest.length > 0) yield `t ${places(rest, place)}`;
  yield* treeLines(reader, place);
}

function* blockLines(reader: HeapReader, place: Place): Generator<string, void, undefined> {
  const cached = cachedBlocks(reader);
  for (const segment of segments(reader)) {
    yield `g ${place(segment.address).split("+", 1)[0]} ${segment.size}`;
    for (const { address, size, type } of blocks(reader, segment, cached)) {
      yield `b ${address - segment.address} ${size} ${type}`;
    }
  }
}

function* cacheLines(reader: HeapReader, place: Place): Generator<string, void, undefined> {
  for (const { index, blocks } of cacheChains(reader)) {
    yield `c ${index} ${blocks.length}`;
    yield `k ${index} ${places(blocks, place)}`;
  }
}

function* treeLines(reader: HeapReader, place: Place): Generator<string, void, undefined> {
  for (const { index, path, address, size, siblings } of largeTree(reader)) {
    yield `l ${index} ${path === "" ? "-" : path} ${place(address)} ${size} ${siblings.length}`;
    if (siblings.length > 0) yield `m ${places(siblings, place)}`;
  }
}

function places(addresses: readonly number[], place: Place): string {
  return addresses.map(place).join(" ");
}
