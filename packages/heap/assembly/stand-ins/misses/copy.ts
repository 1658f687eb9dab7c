// Copying memory, as an instruction.
import type { Cells } from "../zend-heap";

export function copyCells(_m: Cells, to: u32, from: u32, count: u32): void {
  memory.copy(to, from, count);
}
