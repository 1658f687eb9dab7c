import { LinearMemory } from "../linear-memory.js";
import { newMemory } from "../new-memory.js";
import type { Extension, PageSource } from "./source.js";

/** A memory in an ArrayBuffer that is left for a longer one. */
export class CopiedSource implements PageSource {
  readonly memory: LinearMemory;
  readonly maximum: number;
  readonly granule = 1;
  readonly growth = 1;
  readonly shrink: ((end: number) => void) | null = null;
  buffer: ArrayBuffer;

  constructor(initial: number, maximum: number) {
    this.buffer = newMemory(initial, () => new ArrayBuffer(initial));
    this.maximum = maximum;
    this.memory = new LinearMemory(this);
  }

  get end(): number {
    return this.buffer.byteLength;
  }

  extend(bytes: number): Extension | null {
    const start = this.end;
    const longer = bufferOf(start + bytes);
    if (longer === null) return null;
    // Not by transfer(), which detaches the old buffer: once one is, V8 looks whether typed arrays are at every access.
    new Uint8Array(longer).set(this.memory.u8);
    this.replace(longer);
    return { start, end: longer.byteLength };
  }

  /** Goes on in another buffer. */
  replace(buffer: ArrayBuffer): void {
    this.buffer = buffer;
    this.memory.refresh();
  }
}

/** A new buffer, or null where the engine or the machine has no room for it. */
export function bufferOf(bytes: number): ArrayBuffer | null {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    return null;
  }
}
