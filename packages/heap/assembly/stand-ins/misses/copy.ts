// Copying memory: words of 8 bytes, or an instruction that engines carry out by a call.
import type { Cells } from "../zend-heap";

// as many as src/zend/misses/copy.ts copies in a loop
const LOOP_BYTES: u32 = 256;

export function copyCells(_m: Cells, to: u32, from: u32, count: u32): void {
  if (count > LOOP_BYTES) memory.copy(to, from, count);
  else for (let i: u32 = 0; i < count; i += 8) store<u64>(to + i, load<u64>(from + i));
}
