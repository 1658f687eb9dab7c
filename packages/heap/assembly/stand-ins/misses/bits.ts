// Bits of 32-bit values, as instructions.

export function lowestBit(bits: u32): u32 {
  return ctz<u32>(bits);
}

export function leadingZeros(value: u32): u32 {
  return clz<u32>(value);
}

export function isAbove(a: u32, b: u32): bool {
  return a > b;
}

export function isNegative(bits: u32): bool {
  return <i32>bits < 0;
}
