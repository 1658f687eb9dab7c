// 32-bit values at any address, which WebAssembly reads and writes as they are.
import type { Cells } from "../zend-heap";

export function readUnaligned(_m: Cells, address: u32): u32 {
  return load<u32>(address);
}

export function writeUnaligned(_m: Cells, address: u32, value: u32): void {
  store<u32>(address, value);
}
