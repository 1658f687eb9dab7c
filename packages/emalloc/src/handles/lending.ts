/** How blocks with an alignment of their own are made of a heap that knows only multiples of 8. */
import { InvalidSizeError, isPowerOfTwo, type SystemHeap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import type { Front } from "../fronts/front.js";
import { checkSize } from "../safe-size.js";
import type { LendOptions, LentBlock } from "./lender.js";

const HEAP_ALIGNMENT = 8;

/** A heap's part that blocks are lent from; the system heap aligns by itself. */
export type LendingHeap = Front & Partial<Pick<SystemHeap, "allocateAligned">>;

/** @throws InvalidSizeError also when `alignment` is no power of two. */
export function lendFrom(heap: LendingHeap, size: number, options: LendOptions): LentBlock {
  checkSize(size, "size");
  const alignment = options.alignment ?? HEAP_ALIGNMENT;
  if (!isPowerOfTwo(alignment)) throw new InvalidSizeError(alignment, "alignment, a power of two,");
  const loan = { size, alignment, persistent: options.persistent ?? false };
  if (alignment <= HEAP_ALIGNMENT) {
    const base = heap.allocate(size);
    return { ...loan, base, address: base };
  }
  if (heap.allocateAligned !== undefined) {
    const base = heap.allocateAligned(size, alignment);
    return { ...loan, base, address: base };
  }
  const base = heap.allocate(size + alignment - HEAP_ALIGNMENT);
  return { ...loan, base, address: Math.ceil(base / alignment) * alignment };
}

/** Another size for a loan; one with an alignment of its own moves. */
export function relendFrom(heap: LendingHeap, memory: LinearMemory, loan: LentBlock, size: number): LentBlock {
  if (loan.alignment <= HEAP_ALIGNMENT) {
    const base = heap.reallocate(loan.base, size);
    return { ...loan, size, base, address: base };
  }
  const moved = lendFrom(heap, size, loan);
  memory.wake();
  memory.u8.copyWithin(moved.address, loan.address, loan.address + Math.min(size, loan.size));
  heap.free(loan.base);
  return moved;
}
