// Filling memory: words of 8 bytes, or an instruction that engines carry out by a call.
import { LOOP_CELLS } from "../model";
import type { Cells } from "../zend-heap";

// all four bytes of the value are alike
export function fillCells(_m: Cells, from: u32, to: u32, value: u32): void {
  if (to - from > LOOP_CELLS) {
    memory.fill(from, <u8>value, to - from);
    return;
  }
  const both = ((<u64>value) << 32) | value;
  let at = from;
  for (; at + 8 <= to; at += 8) store<u64>(at, both);
  if (at < to) store<u32>(at, value);
}
