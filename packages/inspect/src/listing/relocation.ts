/** Showing a heap at other addresses than its own. */
import type { HeapReader } from "../walk/heap-reader.js";
import { structuralWords } from "../walk/structural-words.js";

const HALF = 2 ** 32;

export class Relocation {
  readonly #heap: HeapReader;
  readonly #distance: number;
  /** Addresses of the words of the heap's own that hold addresses; found when first asked for. */
  #pointers: Set<number> | null = null;

  constructor(heap: HeapReader, heapAt: number) {
    this.#heap = heap;
    this.#distance = heapAt - heap.address;
  }

  /** The address to show for an address of the heap. */
  shown(address: number): number {
    return address + this.#distance;
  }

  /** The address of the heap for one that is shown. */
  real(address: number): number {
    return address - this.#distance;
  }

  /** The value to show for a stored address; null, and the mark of the rest list, stay what they are. */
  shownPointer(stored: number): number {
    return stored > 1 ? this.shown(stored) : stored;
  }

  /** The unsigned 32 bits to show for those at an address, a multiple of 4. */
  shownU32(address: number): number {
    const word = this.#wordAround(address);
    if (word === null) return this.#heap.u32(address);
    const value = this.shownPointer(this.#heap.word(word));
    return (address === word ? value : Math.floor(value / HALF)) % HALF;
  }

  /** The word holding an address that these 32 bits are a part of, or null. */
  #wordAround(address: number): number | null {
    if (this.#distance === 0) return null;
    this.#pointers ??= this.#findPointers();
    if (this.#pointers.has(address)) return address;
    const wide = this.#heap.layout.model.word === 8 && this.#pointers.has(address - 4);
    return wide ? address - 4 : null;
  }

  #findPointers(): Set<number> {
    const found = new Set<number>();
    for (const word of structuralWords(this.#heap)) if (word.shows === "address") found.add(word.address);
    return found;
  }
}
