// Copying memory: words of 8 bytes, or an instruction that engines carry out by a call.
import { LOOP_CELLS } from "../model";
import type { Cells } from "../zend-heap";

export function copyCells(_m: Cells, to: u32, from: u32, count: u32): void {
  if (count > LOOP_CELLS) memory.copy(to, from, count);
  else for (let i: u32 = 0; i < count; i += 8) store<u64>(to + i, load<u64>(from + i));
}
