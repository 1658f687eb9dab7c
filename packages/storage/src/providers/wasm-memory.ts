import { StorageOptionError } from "../errors.js";
import { LinearMemory } from "../linear-memory.js";
import { newMemory } from "../new-memory.js";
import { wholeNumber } from "../options.js";
import { memoryLengths, type OwnMemoryOptions } from "../own-memory.js";
import { PagedProvider } from "../paged-provider.js";
import { PageAllocator } from "../pages/allocator.js";
import { MAX_MEMORY } from "../pages/layout.js";
import type { Extension, PageSource } from "../pages/source.js";

const WASM_PAGE = 65536;
const SUPPORTS = { release: false, reallocateInPlace: true, shared: false, persistent: false } as const;

/** What is needed of a `WebAssembly.Memory`. */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface WasmMemoryOptions {
  /** The memory to use, a `WebAssembly.Memory`, shared or not; a new one if left out. */
  readonly memory?: WasmMemory;
  /**
   * The first byte that may be used, such as a module's `__heap_base`: from there on the memory must be free. If left
   * out, nothing is used of what a memory given has, only what it grows by from then on.
   */
  readonly start?: number;
  /** Takes up what a provider had left in the memory given, from the same `start`, instead of starting empty. */
  readonly open?: boolean;
  /** Bytes of a new memory; 1 MiB if left out. */
  readonly initial?: number;
  /** Bytes that the memory may grow to by this provider, in pages of 64 KiB; 4 GiB less such a page if left out. */
  readonly maximum?: number;
  /** Whether a new memory can be shared with other threads. They must not use the provider at the same time. */
  readonly shared?: boolean;
}

/**
 * Segments in a `WebAssembly.Memory`, which a module may use at the same time. Only what lies behind `start`, and what
 * the provider itself grows the memory by, is handed out: if the module grows it meanwhile, that is the module's.
 * After a module may have done so, `memory.refresh()` makes the views anew.
 * @throws StorageOptionError, NoMemoryError, StorageError, and with `open` ForeignMemoryError or DamagedMemoryError.
 */
export function wasmMemory(options: WasmMemoryOptions = {}): PagedProvider {
  const { initial, maximum } = memoryLengths(options, MAX_MEMORY - (MAX_MEMORY % WASM_PAGE));
  const { bytes } = options as OwnMemoryOptions;
  if (bytes !== undefined)
    throw new StorageOptionError("bytes", bytes, "left out: they go into a memory that is given");
  const memory = options.memory ?? ownMemory(initial, maximum, options.shared === true);
  if (typeof memory?.grow !== "function") throw new StorageOptionError("memory", memory, "a WebAssembly.Memory");
  const source = new WasmSource(memory, maximum);
  const start = startOf(options, memory);
  const pages = options.open
    ? PageAllocator.open(source, start, "the WebAssembly memory")
    : PageAllocator.format(source, start, options.memory === undefined);
  return new PagedProvider("wasmMemory", SUPPORTS, source.memory, pages);
}

function startOf(options: WasmMemoryOptions, memory: WasmMemory): number {
  if (options.memory === undefined) return 0;
  if (options.start !== undefined) return wholeNumber("start", options.start, 0);
  if (options.open) throw new StorageOptionError("start", undefined, "given with 'open'");
  return memory.buffer.byteLength;
}

function ownMemory(initial: number, maximum: number, shared: boolean): WasmMemory {
  const most = Math.floor(maximum / WASM_PAGE);
  const pages = { initial: Math.min(Math.ceil(initial / WASM_PAGE), most), maximum: most };
  return newMemory(initial, () => new WebAssembly.Memory({ ...pages, shared }));
}

class WasmSource implements PageSource {
  readonly memory: LinearMemory;
  readonly maximum: number;
  readonly granule = WASM_PAGE;
  readonly growth = 1;
  readonly shrink = null;
  private readonly wasm: WasmMemory;

  constructor(wasm: WasmMemory, maximum: number) {
    this.wasm = wasm;
    this.maximum = maximum;
    this.memory = new LinearMemory(wasm);
  }

  get end(): number {
    return this.wasm.buffer.byteLength;
  }

  extend(bytes: number): Extension | null {
    const pages = Math.ceil(bytes / WASM_PAGE);
    const before = grown(this.wasm, pages);
    this.memory.refresh();
    // What another party added in between lies before our addition or behind it, so the length tells nothing.
    return before < 0 ? null : { start: before * WASM_PAGE, end: (before + pages) * WASM_PAGE };
  }
}

/** The memory's pages before it grew by `pages`, or -1 when it cannot. */
function grown(memory: WasmMemory, pages: number): number {
  try {
    return memory.grow(pages);
  } catch {
    return -1;
  }
}
