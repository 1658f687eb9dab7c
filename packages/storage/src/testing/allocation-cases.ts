/** What the contract says of segments that are asked for: where they lie, and what sizes there are. */
import { LinearMemory } from "../linear-memory.js";
import type { SegmentProvider } from "../provider.js";
import { randomBelowOne } from "../random.js";
import { check, refuses, same } from "./check.js";
import { FilledSegments } from "./filled-segments.js";
import { BAD_SIZES, KIB, MIB, SEGMENT } from "./sizes.js";

export function describesItself(provider: SegmentProvider): void {
  check(typeof provider.name === "string" && provider.name !== "", "a provider has a name");
  check(provider.memory instanceof LinearMemory, "its memory is a LinearMemory");
  for (const ability of ["release", "reallocateInPlace", "shared", "persistent"] as const) {
    same(typeof provider.supports[ability], "boolean", `the type of supports.${ability}`);
  }
}

export function handsOut(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (let count = 0; count < 12; count++) segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

export function allSizes(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (const size of [1, 7, 8, 9, 2224, 4095, 4096, 4097, 65536, SEGMENT - 1, SEGMENT + 1, MIB + 123])
    segments.add(size);
  segments.verifyAll();
  segments.removeAll();
}

export function refusesSizes(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const segment = segments.add(SEGMENT);
  for (const size of BAD_SIZES) refuses(() => provider.allocate(size as number), `allocate(${String(size)})`);
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.resize(segment, 2 * SEGMENT);
  segments.removeAll();
}

export function noMemoryForHugeSizes(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  segments.add(SEGMENT);
  for (const size of [2 ** 32, 2 ** 40, 2 ** 44, Number.MAX_SAFE_INTEGER]) {
    same(provider.allocate(size), 0, `allocate(${size})`);
  }
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

export function reuses(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  segments.add(SEGMENT);
  segments.remove(segments.add(SEGMENT));
  const { byteLength } = provider.memory;
  for (let count = 0; count < 40; count++) segments.remove(segments.add(SEGMENT));
  check(provider.memory.byteLength <= byteLength, "the memory grew though everything was freed");
  segments.removeAll();
}

export function merges(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const small = 64 * KIB;
  while (segments.all.length < 64) segments.add(small);
  const random = randomBelowOne(7);
  while (segments.all.length > 0) {
    segments.remove(segments.all[Math.floor(random() * segments.all.length)] as (typeof segments.all)[number]);
  }
  segments.remove(segments.add(64 * small));
}

export function fullMemory(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const size = 64 * KIB;
  while (segments.tryAdd(size) !== null) {
    check(segments.all.length * size <= 2 * MIB, "more was handed out than the maximum given to create()");
  }
  const count = segments.all.length;
  check(count * size > MIB + 256 * KIB, `only ${count} segments of ${size} bytes fit into 2 MiB`);
  const [first] = segments.all;
  if (first !== undefined) check(!segments.resize(first, 2 * MIB), "a full memory had room for a larger segment");
  for (let again = 0; again < 3; again++) {
    for (let index = 0; index < 6; index++) segments.remove(segments.all[index * 3] as (typeof segments.all)[number]);
    for (let index = 0; index < 6; index++) segments.add(size);
    same(segments.tryAdd(size), null, "a segment more than fits");
  }
  segments.verifyAll();
  segments.removeAll();
  for (let index = 0; index < count; index++) segments.add(size);
  segments.removeAll();
}
