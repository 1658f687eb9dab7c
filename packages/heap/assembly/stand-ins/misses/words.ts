// Words as single stores.
import { WIDE } from "../model";
import type { Cells } from "../zend-heap";

export function setWord(_m: Cells, cell: u32, value: u32): void {
  if (WIDE) store<u64>(cell, <u64>value);
  else store<u32>(cell, value);
}
