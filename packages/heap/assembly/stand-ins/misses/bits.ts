// Bits of 32-bit values, as instructions.

export function lowestBit(bits: i32): i32 {
  return ctz<i32>(bits);
}

export function leadingZeros(value: i32): i32 {
  return clz<i32>(value);
}

export function isAbove(a: i32, b: i32): bool {
  return <u32>a > <u32>b;
}
