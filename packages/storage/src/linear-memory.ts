/**
 * One linear memory and the views that everybody reads and writes it through.
 *
 * There is one class, whatever the memory is made of, so that hot code stays monomorphic. The views are of fixed
 * length and made anew when the memory changes: views that track a length by themselves cost two to sixteen times
 * as much in every engine.
 */

import { runApart } from "./run-apart.js";

/** Whatever holds the buffer of the moment: a `WebAssembly.Memory`, or a provider's own box. */
export interface MemorySource {
  readonly buffer: ArrayBufferLike;
}

/** Views end where 32-bit addresses do, less a page, though a buffer may be longer. */
const REACH = 2 ** 32 - 4096;

export class LinearMemory {
  /** The buffer of the moment. */
  readonly buffer: ArrayBufferLike;
  /** The memory as 32-bit cells: cell `n` is the four bytes at address `4 * n`. */
  readonly i32: Int32Array;
  /** The memory as bytes, indexed by address. */
  readonly u8: Uint8Array;
  /** How often the views were made anew. */
  readonly epoch: number = 0;
  /** Bytes that the views cover: the buffer's, or 4 GiB less a page if it is longer. */
  readonly byteLength: number;
  /** What holds the buffer of the moment: the `WebAssembly.Memory` itself where the memory is one. */
  readonly source: MemorySource;
  private isTelling = false;
  private readonly listeners = new Set<() => void>();

  constructor(source: MemorySource) {
    this.source = source;
    this.buffer = source.buffer;
    this.byteLength = Math.min(this.buffer.byteLength, REACH);
    this.i32 = new Int32Array(this.buffer, 0, this.byteLength >>> 2);
    this.u8 = new Uint8Array(this.buffer, 0, this.byteLength);
  }

  /**
   * Makes the views anew if the source has another buffer, or a longer one, than before; tells the listeners.
   * Providers call it after they grew; users call it after a WebAssembly module may have grown its memory.
   * @returns whether anything changed.
   */
  refresh(): boolean {
    const { buffer } = this.source;
    const byteLength = Math.min(buffer.byteLength, REACH);
    if (buffer === this.buffer && byteLength === this.byteLength) return false;
    // no view can be made of a buffer that was detached for good, and those there are have no length
    if (byteLength === 0 && this.u8.length === 0) return false;
    renew(this, buffer, byteLength);
    // a listener may have the views made anew once more
    const wasTelling = this.isTelling;
    this.isTelling = true;
    for (const tell of this.listeners) tell();
    this.isTelling = wasTelling;
    return true;
  }

  /** Whether listeners are being told, maybe in the middle of a provider's call: providers refuse calls meanwhile. */
  get telling(): boolean {
    return this.isTelling;
  }

  /**
   * Makes the views anew if they lost their buffer, as when a WebAssembly module has grown its memory; else it costs next to
   * nothing.
   */
  wake(): void {
    if (this.u8.length === 0) this.refresh();
  }

  /**
   * Calls `listener` each time after the views were made anew, longer or shorter; returns the function that ends it. A
   * listener may look at the memory, but providers refuse its calls: it may be told in the middle of one. What it throws
   * does not reach that call, but goes to the runtime.
   */
  onGrow(listener: () => void): () => void {
    // heaps listen too, and have to hear of it whatever others throw
    const tell = () => runApart(listener);
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/** Nobody but a memory itself writes its views. */
function renew(memory: Writable<LinearMemory>, buffer: ArrayBufferLike, byteLength: number): void {
  memory.buffer = buffer;
  memory.byteLength = byteLength;
  memory.i32 = new Int32Array(buffer, 0, byteLength >>> 2);
  memory.u8 = new Uint8Array(buffer, 0, byteLength);
  memory.epoch++;
}
