/** Writing block headers. Blocks and sizes are cells here (see model.ts). */
import { BLOCK_PREV, BLOCK_SIZE, CELL_SHIFT, DEBUG } from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { sealBlock } from "./marks.js";
import { setWord } from "./words.js";

/** Writes a block's size and type, and their copy in the block behind. @zend ZEND_MM_BLOCK */
export function writeHeader(h: ZendHeap, m: Int32Array, block: number, cells: number, type: number): void {
  const word = (cells << CELL_SHIFT) | type;
  setWord(m, block + BLOCK_SIZE, word);
  setWord(m, block + cells + BLOCK_PREV, word);
  if (DEBUG) sealBlock(h, m, block);
}
