/** What the contract says of segments that are freed or get another size. */
import type { SegmentProvider } from "../provider.js";
import { check, refuses, same } from "./check.js";
import { FilledSegments } from "./filled-segments.js";
import { BAD_SIZES, KIB, SEGMENT } from "./sizes.js";

/** Addresses at which no segment of `size` bytes begins, next to one at `address`. */
function badAddresses(provider: SegmentProvider, address: number): unknown[] {
  const { byteLength } = provider.memory;
  const near = [address + 8, address + 4096, address - 8, address + 0.5];
  const far = [0, 8, -address, byteLength, byteLength + 4096, 2 ** 32 + address];
  return [...near, ...far, Number.NaN, undefined].filter((bad) => bad !== address);
}

export function refusesToFree(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const { address, size } = segments.add(SEGMENT);
  for (const bad of badAddresses(provider, address)) {
    refuses(() => provider.free(bad as number, size), `free(${String(bad)}, ${size})`);
  }
  for (const bad of [size - 4096, size + 4096, ...BAD_SIZES]) {
    refuses(() => provider.free(address, bad as number), `free(${address}, ${String(bad)})`);
  }
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

export function refusesDoubleFree(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const addresses = [1, 2, 3].map((count) => segments.add(count * SEGMENT).address);
  segments.removeAll();
  for (const [index, address] of addresses.entries()) {
    refuses(() => provider.free(address, (index + 1) * SEGMENT), "a second free");
  }
  segments.add(SEGMENT);
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

export function reallocates(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const first = segments.add(SEGMENT);
  const second = segments.add(SEGMENT);
  for (const size of [SEGMENT + 1, 2 * SEGMENT, 5 * SEGMENT, SEGMENT, 100, 8, 1, 3 * SEGMENT]) {
    check(segments.resize(first, size), `there was no memory to reallocate to ${size} bytes`);
    check(segments.resize(second, size), `there was no memory to reallocate to ${size} bytes`);
    segments.verifyAll();
  }
  segments.removeAll();
}

export function sameSize(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (const size of [1, 4096, SEGMENT, SEGMENT + 1]) {
    const { address } = segments.add(size);
    same(provider.reallocate(address, size, size), address, `a segment of ${size} bytes`);
  }
  segments.verifyAll();
  segments.removeAll();
}

export function refusesToReallocate(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const { address, size } = segments.add(SEGMENT);
  for (const bad of badAddresses(provider, address)) {
    refuses(() => provider.reallocate(bad as number, size, 2 * size), `reallocate(${String(bad)}, ${size}, ...)`);
  }
  for (const bad of BAD_SIZES) {
    refuses(() => provider.reallocate(address, bad as number, size), `reallocate(..., ${String(bad)}, ${size})`);
    refuses(() => provider.reallocate(address, size, bad as number), `reallocate(..., ${size}, ${String(bad)})`);
  }
  segments.verifyAll();
  segments.removeAll();
  refuses(() => provider.reallocate(address, size, 2 * size), "reallocating a freed segment");
}

export function noMemoryToReallocate(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const segment = segments.add(SEGMENT);
  for (const size of [2 ** 32, 2 ** 44, Number.MAX_SAFE_INTEGER]) {
    check(!segments.resize(segment, size), `reallocate gave memory for ${size} bytes`);
  }
  check(segments.resize(segment, 2 * SEGMENT), "there was no memory afterwards");
  segments.removeAll();
}

export function growsInPlace(provider: SegmentProvider): void {
  if (!provider.supports.reallocateInPlace) return;
  const address = provider.allocate(SEGMENT);
  same(provider.reallocate(address, SEGMENT, SEGMENT + 64 * KIB), address, "the address of a segment that grew");
  provider.free(address, SEGMENT + 64 * KIB);
}
