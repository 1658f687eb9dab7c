import { arrayBuffer, region, resizable, type SegmentProvider, scratch, shared, wasmMemory } from "@zmm/storage";

/**
 * Where the segments of a timeline's heaps come from: a new storage with nothing in it, or, with bytes, one that takes
 * up a copy of all the bytes that such a one had, with the segments in them.
 */
export type TimelineStorage = (bytes?: Uint8Array) => SegmentProvider;

/** The storages that a timeline can run on by name. */
export type TimelineStorageName = "arrayBuffer" | "resizable" | "scratch" | "wasmMemory" | "region" | "shared";

/** Bytes of a region, and of a shared memory: they do not grow, and each snapshot looks at all of them. */
const FIXED_BYTES: number = 64 * 1024 * 1024;
const WASM_PAGE = 65536;
const MAX_WASM_PAGES = 65535;

const STORAGES: Readonly<Record<TimelineStorageName, TimelineStorage>> = {
  arrayBuffer: (bytes) => arrayBuffer(bytes && { bytes }),
  resizable: (bytes) => resizable(bytes && { bytes }),
  scratch: (bytes) => scratch(bytes && { bytes }),
  wasmMemory: (bytes) => (bytes ? openWasmMemory(bytes) : wasmMemory()),
  region: (bytes) => {
    return bytes
      ? region({ buffer: bytes.slice().buffer, open: true })
      : region({ buffer: new ArrayBuffer(FIXED_BYTES) });
  },
  shared: (bytes) => (bytes ? openShared(bytes) : shared({ initial: FIXED_BYTES })),
};

/** All of them. */
export const TIMELINE_STORAGES: readonly TimelineStorageName[] = Object.keys(STORAGES) as TimelineStorageName[];

/** A storage of this project for a timeline. Regions and shared memories have 64 MiB there, all others grow. */
export function timelineStorage(name: TimelineStorageName): TimelineStorage {
  return STORAGES[name];
}

function openWasmMemory(bytes: Uint8Array): SegmentProvider {
  const memory = new WebAssembly.Memory({ initial: bytes.length / WASM_PAGE, maximum: MAX_WASM_PAGES });
  new Uint8Array(memory.buffer).set(bytes);
  return wasmMemory({ memory, start: 0, open: true });
}

function openShared(bytes: Uint8Array): SegmentProvider {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return shared({ buffer, open: true });
}
