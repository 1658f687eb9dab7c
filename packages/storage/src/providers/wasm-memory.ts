import { LinearMemory } from "../linear-memory.js";
import { PageAllocator } from "../page-allocator.js";
import type { SegmentProvider } from "../provider.js";

const WASM_PAGE = 65536;

/** What is needed of a `WebAssembly.Memory`. */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface WasmMemoryOptions {
  /** The memory to use, a `WebAssembly.Memory`; by default a new one. */
  readonly memory?: WasmMemory;
  /** The first byte that may be used, such as a module's `__heap_base`; by default 0 in an own memory. */
  readonly start?: number;
  /** Bytes of an own memory to start with. */
  readonly initial?: number;
  /** Bytes that the memory may grow to. */
  readonly maximum?: number;
}

/** Segments in a `WebAssembly.Memory`. */
export function wasmMemory(options: WasmMemoryOptions = {}): SegmentProvider {
  const maximum = options.maximum ?? 2 ** 32 - WASM_PAGE;
  const source: WasmMemory =
    options.memory ??
    new WebAssembly.Memory({
      initial: Math.ceil((options.initial ?? 1 << 20) / WASM_PAGE),
      maximum: Math.floor(maximum / WASM_PAGE),
    });
  const memory = new LinearMemory(source);
  const grow = (needed: number): boolean => {
    if (needed > maximum) return false;
    const wanted = Math.min(maximum, Math.max(needed, memory.byteLength * 2));
    if (!grown(source, wanted) && !grown(source, needed)) return false;
    return memory.refresh();
  };
  const start = options.start ?? (options.memory === undefined ? 0 : memory.byteLength);
  const pages = new PageAllocator(memory, grow, start);
  return {
    name: "wasmMemory",
    memory,
    supports: { release: false, reallocateInPlace: true, shared: false, persistent: false },
    allocate: (size) => pages.allocate(size),
    reallocate: (address, oldSize, newSize) => pages.reallocate(address, oldSize, newSize),
    free: (address, size) => pages.free(address, size),
    compact: () => {},
    dispose: () => {},
  };
}

function grown(memory: WasmMemory, size: number): boolean {
  try {
    memory.grow(Math.ceil((size - memory.buffer.byteLength) / WASM_PAGE));
    return true;
  } catch {
    return false;
  }
}
