/**
 * The layout of one data model as the heap's inner loops want it: counted in *cells*.
 *
 * A cell is one 32-bit element of the memory's `Int32Array`; cell `n` stands at address `4 * n`. Inside this folder
 * blocks, segments and sizes are cell numbers and cell counts, below 2^30 and thus small integers in every engine,
 * even in a memory of 4 GiB. What is *stored* in memory stays as C has it: byte addresses and byte sizes. Because the
 * two type bits of a size word are the two bits that a cell count drops, `word >>> 2` both strips the type and
 * converts: `block + (sizeWord >>> 2)` is the next block.
 */
import type { Layout } from "@zmm/layout";

/** Bytes to cells is `>>> CELL_SHIFT`, cells to bytes `<< CELL_SHIFT`. */
export const CELL_SHIFT = 2;

/** Cell counts and offsets within blocks and segments. */
export interface Geometry {
  /** Cells of a pointer and of a `size_t`: 1 or 2. */
  readonly word: number;
  /** Whether a word has a high half that must be written as 0. */
  readonly wide: boolean;
  /** From a block to its size word. */
  readonly sizeField: number;
  /** From a block to its copy of the previous block's size word. */
  readonly prevField: number;
  /** From a free block to its link to the previous one on its list. */
  readonly prevFree: number;
  /** From a free block to its link to the next one on its list. */
  readonly nextFree: number;
  /** From a large free block to the address of the slot that holds it. */
  readonly parent: number;
  /** From a large free block to its left child; the right one follows. */
  readonly child: number;
  /** From a block to the user's bytes. */
  readonly header: number;
  /** The smallest block. */
  readonly minBlock: number;
  /** From a segment to its first block. */
  readonly segmentHeader: number;
  /** Blocks below this are small. */
  readonly maxSmall: number;
}

export function geometryOf(layout: Layout): Geometry {
  const cells = (bytes: number) => bytes >>> CELL_SHIFT;
  const { blockInfo, freeBlock } = layout.structs;
  return {
    word: cells(layout.model.word),
    wide: layout.model.word === 8,
    sizeField: cells(blockInfo.offsetOf("size")),
    prevField: cells(blockInfo.offsetOf("prev")),
    prevFree: cells(freeBlock.offsetOf("prevFree")),
    nextFree: cells(freeBlock.offsetOf("nextFree")),
    parent: cells(freeBlock.offsetOf("parent")),
    child: cells(freeBlock.offsetOf("child")),
    header: cells(layout.headerSize),
    minBlock: cells(layout.minBlockSize),
    segmentHeader: cells(layout.segmentHeaderSize),
    maxSmall: cells(layout.maxSmallSize),
  };
}
