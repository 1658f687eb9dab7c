/** Writing block headers. Blocks and sizes are cells here (see model.ts). */
import { sealBlock } from "../debug/seal.js";
import { BLOCK_PREV, BLOCK_SIZE, CELL_SHIFT, DEBUG, HIGH, WIDE } from "../model.js";
import type { ZendHeap } from "../zend-heap.js";

/** Writes a block's size and type, and their copy in the block behind. @zend ZEND_MM_BLOCK */
export function writeHeader(h: ZendHeap, m: Int32Array, block: number, cells: number, type: number): void {
  const word = (cells << CELL_SHIFT) | type;
  const size = block + BLOCK_SIZE;
  const copy = block + cells + BLOCK_PREV;
  m[size] = word;
  m[copy] = word;
  if (WIDE) {
    m[size + HIGH] = 0;
    m[copy + HIGH] = 0;
    if (DEBUG) sealBlock(h, block);
  }
}
