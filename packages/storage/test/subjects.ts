import {
  arrayBuffer,
  failing,
  firstFit,
  limited,
  measured,
  poisoned,
  region,
  resizable,
  type SegmentProvider,
  scratch,
  shared,
  traced,
  wasmMemory,
  zeroed,
} from "../src/index.js";
import type { ProviderUnderTest } from "../src/testing/index.js";

const MIB = 1024 * 1024;

/** All providers of the package, in all the memories that they can be on. */
export const providers: readonly ProviderUnderTest[] = [
  {
    name: "arrayBuffer",
    create: (bounds) => arrayBuffer(bounds),
    reopen: (first) => arrayBuffer({ bytes: first.memory.u8 }),
  },
  { name: "arrayBuffer, starting small", create: (bounds) => arrayBuffer({ ...bounds, initial: 4096 }) },
  { name: "wasmMemory", create: (bounds) => wasmMemory(bounds) },
  { name: "wasmMemory, shared", create: (bounds) => wasmMemory({ ...bounds, shared: true }) },
  {
    name: "wasmMemory, given, from a start address",
    create: (bounds) => wasmMemory({ ...bounds, memory: new WebAssembly.Memory({ initial: 3 }), start: 70_001 }),
    reopen: (first) => wasmMemory({ memory: memoryOf(first), start: 70_001, open: true }),
  },
  {
    name: "wasmMemory, given, behind what it has",
    create: (bounds) => wasmMemory({ ...bounds, memory: new WebAssembly.Memory({ initial: 3 }) }),
  },
  {
    name: "region",
    create: ({ maximum = 9 * MIB }) =>
      region({ buffer: new ArrayBuffer(maximum + 1000), offset: 500, length: maximum }),
    reopen: ({ memory: { buffer } }) => region({ buffer, offset: 500, length: buffer.byteLength - 1000, open: true }),
  },
  {
    name: "region, of a SharedArrayBuffer",
    create: ({ maximum = 9 * MIB }) => region({ buffer: new SharedArrayBuffer(maximum) }),
    reopen: ({ memory: { buffer } }) => region({ buffer, open: true }),
  },
  {
    name: "resizable",
    create: (bounds) => resizable(bounds),
    reopen: (first) => resizable({ bytes: first.memory.u8 }),
  },
  { name: "resizable, keeping nothing", create: (bounds) => resizable({ ...bounds, keep: 0, initial: 4096 }) },
  {
    name: "shared",
    create: ({ maximum }) => shared(maximum === undefined ? {} : { initial: maximum }),
    reopen: (first) => shared({ buffer: sharedBufferOf(first), open: true }),
  },
  {
    name: "shared, growing",
    create: ({ maximum = 64 * MIB }) => shared({ initial: MIB, maximum }),
    reopen: (first) => shared({ buffer: sharedBufferOf(first), open: true }),
  },
  {
    name: "shared, in a part of a buffer",
    create: ({ maximum = 9 * MIB }) =>
      shared({ buffer: new SharedArrayBuffer(maximum + 1000), offset: 333, length: maximum }),
    reopen: (first) => shared({ buffer: sharedBufferOf(first), offset: 333, open: true }),
  },
  { name: "firstFit", create: (bounds) => firstFit(bounds) },
  { name: "firstFit, starting small", create: (bounds) => firstFit({ ...bounds, initial: 0 }) },
  { name: "scratch", create: (bounds) => scratch(bounds), reopen: (first) => scratch({ bytes: first.memory.u8 }) },
];

/** Something with the buffer and the growth of a provider's WebAssembly memory. */
function memoryOf(provider: SegmentProvider): { buffer: ArrayBufferLike; grow(pages: number): number } {
  const { memory } = provider;
  return {
    get buffer(): ArrayBufferLike {
      return memory.buffer;
    },
    grow: () => {
      throw new RangeError("this memory is only looked at");
    },
  };
}

function sharedBufferOf(provider: SegmentProvider): SharedArrayBuffer {
  const { buffer } = provider.memory;
  if (!(buffer instanceof SharedArrayBuffer)) throw new TypeError("the provider's memory is not shared");
  return buffer;
}

/** Every decorator, set so that it should change nothing that the contract tells. */
export const decorators: readonly { name: string; wrap(provider: SegmentProvider): SegmentProvider }[] = [
  { name: "traced", wrap: (provider) => traced(provider, () => {}) },
  { name: "failing", wrap: (provider) => failing(provider, { every: 1_000_000, reallocate: true }) },
  { name: "limited", wrap: (provider) => limited(provider, { bytes: 2 ** 40 }) },
  { name: "zeroed", wrap: (provider) => zeroed(provider) },
  { name: "poisoned", wrap: (provider) => poisoned(provider) },
  { name: "measured", wrap: (provider) => measured(provider) },
  {
    name: "all of them",
    wrap: (provider) => limited(zeroed(poisoned(measured(traced(provider, () => {})))), { bytes: 2 ** 40 }),
  },
];
