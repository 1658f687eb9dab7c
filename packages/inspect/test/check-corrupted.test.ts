import { describe, expect, it } from "vitest";
import { check, type HeapReader, heapFields, type StructuralWord, structuralWords } from "../src/index.js";
import { MODELS, Program } from "./support/heaps.js";
import { type Random, randomFrom } from "./support/random.js";

/** How a stray write can change a 32-bit half of a word. */
const DAMAGES: Record<string, (old: number, random: Random, addresses: readonly number[]) => number> = {
  "a flipped bit": (old, random) => old ^ (1 << random.below(32)),
  zero: () => 0,
  garbage: (_old, random) => random.below(2 ** 32),
  text: () => 0x6f6c6c65,
  "the byte of freed memory": () => 0x5a5a5a5a,
  "one more": (old) => old + 1,
  "a unit more": (old) => old + 8,
  "a unit less": (old) => old - 8,
  "all ones": () => -1,
  "the address of a block": (_old, random, addresses) => random.pick(addresses),
};

const CASES = 20_000;
const HEAPS = 20;

/** Members that no other word repeats, and values of them that any healthy heap may have (see UNVERIFIABLE). */
function mayBeHealthy(heap: HeapReader, { name, owner }: StructuralWord): boolean {
  const { peak, size, realPeak, realSize, segmentSize, overflow, reserve } = heapFields(heap);
  const { segmentHeaderSize, headerSize } = heap.layout;
  if (name === "peak") return peak >= size && peak % 8 === 0 && peak <= realPeak - segmentHeaderSize - headerSize;
  if (name === "real_peak") return realPeak >= realSize && realPeak % segmentSize === 0 && realPeak < 2 ** 32;
  if (name === "overflow") return reserve === 0 && (overflow === 1 || overflow === 2);
  // A chain over as many right blocks may be the true one, and so may a size with an older end magic behind it.
  return name.startsWith("cache[") || owner === "cached" || name === "debug.size";
}

describe.each(MODELS)("%s: the check finds a damaged word", (model) => {
  it(`in ${CASES} seeded cases, whenever the heap is wrong`, () => {
    let damaged = 0;
    let excused = 0;
    for (let seed = 1; seed <= HEAPS; seed++) {
      const settings = { segmentSize: 16384, reserveSize: 1000, compactSize: 99_999, limit: 10_000_000 };
      const program = new Program({ model, seed, ...settings, internal: seed % 5 === 0 }).runMany(150 + 20 * seed);
      const heap = program.reader;
      const { i32 } = program.heap.memory;
      const { limit, compactSize, reserveSize, segmentSize } = heapFields(heap);
      const options = { known: { limit, compactSize, reserveSize, segmentSize }, quirks: [] };
      expect(check(heap, options).violations, `seed ${seed}, before`).toEqual([]);
      const words = [...structuralWords(heap)].filter((word) => !/filename|lineno/.test(word.name));
      const addresses = words.filter((word) => word.name === "info._size").map((word) => word.ownerAddress);
      const random = randomFrom(seed);
      for (let n = 0; n < CASES / HEAPS; n++) {
        const word = random.pick(words);
        const damage = random.pick(Object.keys(DAMAGES));
        const cell = (word.address + (random.chance(0.3) ? word.size - 4 : 0)) / 4;
        const old = i32[cell] ?? 0;
        i32[cell] = DAMAGES[damage]?.(old, random, addresses) ?? 0;
        damaged++;
        if (i32[cell] !== old && check(heap, options).healthy) {
          const excuse = mayBeHealthy(heap, word);
          expect(excuse, `seed ${seed}, case ${n}: ${word.owner} ${word.name} ${old} -> ${damage} ${i32[cell]}`).toBe(
            true,
          );
          excused++;
        }
        i32[cell] = old;
      }
      expect(check(heap, options).healthy, `seed ${seed}, after`).toBe(true);
    }
    expect(damaged).toBe(CASES);
    expect(excused).toBeLessThan(CASES / 500);
  }, 60_000);
});
