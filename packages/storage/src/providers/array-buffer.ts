import { LinearMemory } from "../linear-memory.js";
import { PAGE_SIZE, PageAllocator } from "../page-allocator.js";
import type { SegmentProvider } from "../provider.js";

export interface ArrayBufferOptions {
  /** Bytes of memory to start with. */
  readonly initial?: number;
  /** Bytes that the memory may grow to. */
  readonly maximum?: number;
}

/** Segments in an ArrayBuffer of its own, which grows by a larger copy. @zend malloc */
export function arrayBuffer(options: ArrayBufferOptions = {}): SegmentProvider {
  const maximum = Math.min(options.maximum ?? 2 ** 32 - PAGE_SIZE, 2 ** 32 - PAGE_SIZE);
  const box: { buffer: ArrayBufferLike } = { buffer: new ArrayBuffer(Math.min(options.initial ?? 1 << 20, maximum)) };
  const memory = new LinearMemory(box);
  const grow = (needed: number): boolean => {
    if (needed > maximum) return false;
    const larger =
      enlarged(memory.u8, Math.min(maximum, Math.max(needed, memory.byteLength * 2))) ?? enlarged(memory.u8, needed);
    if (larger === null) return false;
    box.buffer = larger;
    return memory.refresh();
  };
  const pages = new PageAllocator(memory, grow, 0);
  return {
    name: "arrayBuffer",
    memory,
    supports: { release: false, reallocateInPlace: true, shared: false, persistent: false },
    allocate: (size) => pages.allocate(size),
    reallocate: (address, oldSize, newSize) => pages.reallocate(address, oldSize, newSize),
    free: (address, size) => pages.free(address, size),
    compact: () => {},
    dispose: () => {},
  };
}

function enlarged(bytes: Uint8Array, size: number): ArrayBuffer | null {
  try {
    const larger = new ArrayBuffer(size);
    new Uint8Array(larger).set(bytes);
    return larger;
  } catch {
    return null;
  }
}
