import type { Peer } from "./peer.js";

/** What a C-like malloc exports. */
interface MallocExports {
  readonly memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(address: number): void;
  realloc(address: number, size: number): number;
}

/** A malloc compiled to WebAssembly, with a memory of its own that it grows itself. */
export async function wasmPeer(bytes: BufferSource): Promise<Peer> {
  const env = { abort: () => fail("the module called abort()") };
  const { instance } = await WebAssembly.instantiate(bytes, { env });
  const { memory, malloc, free, realloc } = instance.exports as unknown as MallocExports;
  return {
    allocator: { allocate: malloc, free, reallocate: realloc },
    // a WebAssembly memory never shrinks
    memory: () => ({ real: memory.buffer.byteLength, peak: memory.buffer.byteLength }),
    cells: () => new Int32Array(memory.buffer),
  };
}

function fail(message: string): never {
  throw new Error(message);
}
