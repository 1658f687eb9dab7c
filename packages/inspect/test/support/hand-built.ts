/**
 * A heap of the ILP32 model written by hand, word by word from the specification and without any heap's code:
 *
 * ```
 *   0x1000 the structure, 604 bytes
 *   0x2000 a segment of 4096: 64 used, 24 free (bucket 1), 16 cached, 512 free (root of tree 9), 32 used,
 *          512 free (its equal), 24 used, 600 free (child 0 of the root), 16 used, 304 free (rest list), 1976 used
 * ```
 */
import { LAYOUTS } from "@zmm/layout";
import { HeapReader } from "../../src/index.js";

export const HEAP = 0x1000;
export const SEGMENT = 0x2000;
const SEGMENT_SIZE = 4096;

/** The blocks, by what they are: bytes and type bits. */
const BLOCKS: readonly (readonly [size: number, type: 0 | 1])[] = [
  [64, 1],
  [24, 0],
  [16, 1],
  [512, 0],
  [32, 1],
  [512, 0],
  [24, 1],
  [600, 0],
  [16, 1],
  [304, 0],
  [1976, 1],
];

/** The addresses of the blocks above, in order. */
export const ADDRESSES: readonly number[] = BLOCKS.map(
  (_, at) => SEGMENT + 8 + BLOCKS.slice(0, at).reduce((sum, [size]) => sum + size, 0),
);

/** Bytes 0 to 0x3000 of a memory with that heap. */
export function handBuiltBytes(): Uint8Array {
  const bytes = new Uint8Array(0x3000);
  const view = new DataView(bytes.buffer);
  const put = (address: number, ...words: number[]) => {
    words.forEach((word, at) => {
      view.setUint32(address + 4 * at, word, true);
    });
  };
  put(SEGMENT, SEGMENT_SIZE, 0);
  let prev = 3;
  BLOCKS.forEach(([size, type], at) => {
    put(ADDRESSES[at] ?? 0, size | type, prev);
    prev = size | type;
  });
  put(SEGMENT + SEGMENT_SIZE - 8, 8 | 3, prev);
  putStructure(put);
  putLists(put);
  return bytes;
}

function putStructure(put: (address: number, ...words: number[]) => void): void {
  const used = 64 + 16 + 32 + 24 + 16 + 1976;
  // use_zend_alloc, three null functions, the two bitmaps, block_size, compact_size, segments_list, storage,
  // real_size, real_peak, limit, size, peak, reserve_size, reserve, overflow, internal, cached
  put(HEAP, 1, 0, 0, 0, 1 << 1, 1 << 9, 4096, 0, SEGMENT, 0, 4096, 8192, 1 << 30, used, used + 8, 0, 0, 0, 0, 16);
  for (let index = 0; index < 32; index++) {
    const head = HEAP + 208 + 8 * index + 8 - 16;
    put(HEAP + 208 + 8 * index, head, head);
  }
}

function putLists(put: (address: number, ...words: number[]) => void): void {
  const [, small = 0, cached = 0, root = 0, , equal = 0, , child = 0, , rest = 0] = ADDRESSES;
  put(HEAP + 80, cached);
  put(cached + 8, 0);
  const head = HEAP + 208 + 8 + 8 - 16;
  put(HEAP + 208 + 8, small, small);
  put(small + 8, head, head);
  put(HEAP + 464 + 4 * 9, root);
  put(root + 8, equal, equal, HEAP + 464 + 4 * 9, child, 0);
  put(equal + 8, root, root, 0, 0, 0);
  put(child + 8, child, child, root + 20, 0, 0);
  const restHead = HEAP + 592 + 8 - 16;
  put(HEAP + 592, rest, rest, 1);
  put(rest + 8, restHead, restHead, 1);
}

/** A reader over the hand-built heap. */
export function handBuiltHeap(bytes: Uint8Array = handBuiltBytes()): HeapReader {
  return new HeapReader({ memory: bytes, address: HEAP, layout: LAYOUTS.ilp32 });
}
