import { freemem } from "node:os";
import { describe, expect, it } from "vitest";
import {
  arrayBuffer,
  MAX_MEMORY,
  PAGE_SIZE,
  region,
  resizable,
  type SegmentProvider,
  scratch,
  shared,
  wasmMemory,
} from "../src/index.js";

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Memory that nobody touches takes no room, but an engine may want to know that it could. */
const hasRoom = freemem() > 6 * GIB;

const creators: { name: string; end: number; create: () => SegmentProvider }[] = [
  { name: "arrayBuffer", end: MAX_MEMORY, create: () => arrayBuffer({ initial: MAX_MEMORY }) },
  { name: "wasmMemory", end: 2 ** 32 - 65536, create: () => wasmMemory() },
  { name: "region", end: MAX_MEMORY, create: () => region({ buffer: new ArrayBuffer(2 ** 32 + 5000), offset: 4096 }) },
  { name: "resizable", end: MAX_MEMORY, create: () => resizable({ keep: 2 ** 32 }) },
  { name: "shared", end: MAX_MEMORY, create: () => shared({ initial: 64 * MIB, maximum: MAX_MEMORY }) },
  { name: "scratch", end: MAX_MEMORY, create: () => scratch({ initial: MAX_MEMORY }) },
];

describe("memories of 4 GiB less a page", () => {
  it(hasRoom ? "are tried here" : "are not tried here, as the machine has less than 6 GiB free", () => {
    expect(creators.length).toBeGreaterThan(0);
  });

  for (const { name, end, create } of hasRoom ? creators : []) {
    it(`work in full, with addresses beyond 2 GiB: ${name}`, () => worksInFull(create(), end));
  }
});

function worksInFull(provider: SegmentProvider, end: number): void {
  const bulk = 2.5 * GIB;
  const low = provider.allocate(bulk);
  const high = provider.allocate(MIB);
  const u8 = (): Uint8Array => provider.memory.u8;
  expect(high).toBeGreaterThan(bulk);
  u8()[high] = 1;
  u8()[low] = 2;
  u8()[low + bulk - 1] = 3;
  const moved = provider.reallocate(high, MIB, 300 * MIB);
  expect(moved).toBeGreaterThan(2 ** 31);
  expect(u8()[moved]).toBe(1);
  const rest = takeRest(provider);
  const last = Math.max(...rest.map(({ address, size }) => address + size));
  expect(last).toBe(end);
  u8()[last - 1] = 5;
  expect(u8()[last - 1]).toBe(5);
  for (const { address, size } of rest) provider.free(address, size);
  expect([u8()[low], u8()[low + bulk - 1], u8()[moved]]).toEqual([2, 3, 1]);
  provider.free(low, bulk);
  provider.free(moved, 300 * MIB);
  provider.free(provider.allocate(3 * GIB), 3 * GIB);
  provider.dispose();
}

/** Allocates all that is left, in segments of falling sizes. */
function takeRest(provider: SegmentProvider): { address: number; size: number }[] {
  const taken: { address: number; size: number }[] = [];
  for (let size = 512 * MIB; size >= PAGE_SIZE; size /= 2) {
    for (let address = provider.allocate(size); address !== 0; address = provider.allocate(size)) {
      taken.push({ address, size });
    }
  }
  return taken;
}
