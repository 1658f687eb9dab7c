import { BLOCK_OPERATIONS } from "./format.js";

/** Slots of the hash table, a power of two, twice as many as there can be entries. */
const SLOTS: number = 2 * BLOCK_OPERATIONS;
/** What spreads keys over the slots: odd numbers with their bits well mixed. */
const KEY_FACTOR = 0x9e3779b1;
const SIZE_FACTOR = 0x85ebca77;
const EMPTY = -1;

/**
 * The different operations of a block and how often each occurs: a hash table in flat arrays, since a `Map` takes
 * longer than all the rest of writing. Entries are numbered in the order in which they first came.
 */
export class Combinations {
  /** By number: operation in the two low bits, place above; size (of an `a`, else 0); uses; code, or 0 for none. */
  readonly keys: Int32Array = new Int32Array(BLOCK_OPERATIONS);
  readonly sizes: Float64Array = new Float64Array(BLOCK_OPERATIONS);
  readonly uses: Int32Array = new Int32Array(BLOCK_OPERATIONS);
  readonly codes: Uint8Array = new Uint8Array(BLOCK_OPERATIONS);
  private readonly slots = new Int32Array(SLOTS).fill(EMPTY);
  private count = 0;

  /** Forgets all. */
  clear(): void {
    this.slots.fill(EMPTY);
    this.count = 0;
  }

  /** Counts an operation; returns its number. */
  note(key: number, size: number): number {
    const { keys, sizes, slots } = this;
    const hash = Math.imul(key, KEY_FACTOR) ^ Math.imul(size | 0, SIZE_FACTOR);
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (;;) {
      const number = slots[slot]!;
      if (number === EMPTY) return this.add(slot, key, size);
      if (keys[number] === key && sizes[number] === size) {
        this.uses[number] = this.uses[number]! + 1;
        return number;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  /** The numbers of those used at least `minimum` times, most used first, `most` at most. */
  frequent(minimum: number, most: number): number[] {
    const numbers: number[] = [];
    for (let number = 0; number < this.count; number++) {
      if (this.uses[number]! >= minimum) numbers.push(number);
    }
    return numbers.sort((a, b) => this.uses[b]! - this.uses[a]! || a - b).slice(0, most);
  }

  private add(slot: number, key: number, size: number): number {
    const number = this.count++;
    this.slots[slot] = number;
    this.keys[number] = key;
    this.sizes[number] = size;
    this.uses[number] = 1;
    this.codes[number] = 0;
    return number;
  }
}
