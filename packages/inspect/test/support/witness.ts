/** Watches an operation: what it was predicted to do to the heap's words, and what it did. */
import type { ZendHeap } from "@zmm/heap";
import { type Explanation, HeapReader, NEW_SEGMENT, segments, structuralWords } from "../../src/index.js";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A range that differs is cut into so many parts, until a part has at most so many bytes. */
const PARTS = 8;
const SMALLEST = 512;

/** A copy of a heap's memory that follows it, and the words in which the two differ. */
export class Witness {
  readonly reader: HeapReader;
  readonly #heap: ZendHeap;
  #before: Uint8Array;
  #segments: Range[];

  constructor(heap: ZendHeap) {
    this.#heap = heap;
    const { memory, address, layout } = heap;
    this.reader = new HeapReader({ memory, address, layout });
    this.#before = memory.u8.slice();
    this.#segments = this.#segmentRanges();
  }

  /** The heap as it was at the last call of `compare`. */
  get before(): HeapReader {
    const { address, layout } = this.#heap;
    return new HeapReader({ memory: this.#before, address, layout });
  }

  /**
   * Compares the heap as it is with what was predicted from its state at the last call.
   * @returns what differs, in words; empty if the prediction was right in every word that is the heap's own.
   */
  compare(explanation: Explanation): string[] {
    const ranges = this.#segmentRanges();
    const added = ranges.find((range) => !this.#segments.some((old) => old.start === range.start));
    const real = (value: number) => (value >= NEW_SEGMENT ? value - NEW_SEGMENT + (added?.start ?? 0) : value);
    const data = this.#programBytes(explanation, real);
    const changed = this.#changedWords(ranges);
    const suspects: [number, string][] = [];
    for (const { address, size, after } of explanation.writes) {
      const at = real(address);
      if (!ranges.some((range) => at >= range.start && at < range.end)) continue;
      for (let half = 0; half < size; half += 4) {
        const expected = Math.floor(real(after) / (half === 0 ? 1 : 2 ** 32)) % 2 ** 32;
        const found = this.reader.u32(at + half);
        changed.delete(at + half);
        if (found !== expected) suspects.push([at + half, `predicted ${expected}, found ${found}`]);
      }
    }
    for (const [address, found] of changed) {
      const isProgram = data.some((range) => address >= range.start && address < range.end);
      if (!isProgram) suspects.push([address, `not predicted, found ${found}`]);
    }
    this.#segments = ranges;
    return this.#inHeap(suspects);
  }

  /** Bytes of the program's own that the operation may copy or, in the debug model, fill; nobody predicts those. */
  #programBytes({ operation, outcome }: Explanation, real: (address: number) => number): Range[] {
    const { headerSize, model } = this.reader.layout;
    const ranges: Range[] = [];
    if (outcome.kind === "address") {
      const start = real(outcome.address);
      ranges.push({ start, end: start + outcome.blockSize - headerSize });
    }
    if (model.debug && "address" in operation && operation.address !== 0) {
      const size = this.before.blockSize(operation.address - headerSize);
      ranges.push({ start: operation.address, end: operation.address + size - headerSize });
    }
    return ranges;
  }

  /** Keeps of the suspects those at words that are the heap's own. */
  #inHeap(suspects: readonly [number, string][]): string[] {
    if (suspects.length === 0) return [];
    const names = new Map<number, string>();
    for (const word of structuralWords(this.reader)) {
      for (let half = 0; half < word.size; half += 4) {
        names.set(word.address + half, `${word.owner} ${word.ownerAddress} ${word.name}`);
      }
    }
    return suspects.flatMap(([address, text]) => (names.has(address) ? [`${names.get(address)}: ${text}`] : []));
  }

  /** The 32-bit words in the ranges that differ from the copy, which then takes them over. */
  #changedWords(ranges: readonly Range[]): Map<number, number> {
    const { u8 } = this.#heap.memory;
    if (this.#before.length < u8.length) {
      const longer = new Uint8Array(u8.length);
      longer.set(this.#before);
      this.#before = longer;
    }
    const changed = new Map<number, number>();
    for (const { start, end } of ranges) this.#compareRange(start, end, changed);
    return changed;
  }

  #compareRange(start: number, end: number, changed: Map<number, number>): void {
    const now = this.#heap.memory.u8.subarray(start, end);
    const before = this.#before.subarray(start, end);
    if (Buffer.compare(now, before) === 0) return;
    if (now.length > SMALLEST) {
      const part = Math.ceil(now.length / PARTS / 4) * 4;
      for (let at = start; at < end; at += part) this.#compareRange(at, Math.min(end, at + part), changed);
      return;
    }
    for (let at = 0; at < now.length; at += 4) {
      const same = [0, 1, 2, 3].every((byte) => now[at + byte] === before[at + byte]);
      if (!same) changed.set(start + at, this.reader.u32(start + at));
    }
    before.set(now);
  }

  #segmentRanges(): Range[] {
    const { address, layout } = this.#heap;
    const structure = { start: address, end: address + layout.structs.heap.size };
    const all = [...segments(this.reader)].map((each) => ({ start: each.address, end: each.address + each.size }));
    return [structure, ...all];
  }
}
