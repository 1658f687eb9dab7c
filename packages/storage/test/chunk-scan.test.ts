import { describe, expect, it } from "vitest";
import { LinearMemory, randomBelowOne } from "../src/index.js";
import { ChunkScan } from "../src/shared-pages/chunk-scan.js";

const PAGES = 512;

/** The same by looking at each page. */
function expected(
  taken: readonly boolean[],
  wanted: number,
): { atStart: number; longest: number; atEnd: number; best: number } {
  const runs: { start: number; length: number }[] = [];
  for (const [page, isTaken] of taken.entries()) {
    if (isTaken) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.start + last.length === page) last.length++;
    else runs.push({ start: page, length: 1 });
  }
  const fitting = runs
    .filter(({ length }) => length >= wanted)
    .sort((a, b) => a.length - b.length || a.start - b.start);
  const [first] = runs;
  const last = runs.at(-1);
  return {
    atStart: first?.start === 0 ? first.length : 0,
    longest: Math.max(0, ...runs.map(({ length }) => length)),
    atEnd: last !== undefined && last.start + last.length === PAGES ? last.length : 0,
    best: fitting[0]?.start ?? -1,
  };
}

describe("ChunkScan", () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`finds the runs that looking at each page finds (seed ${seed})`, () => {
      const random = randomBelowOne(seed);
      for (let round = 0; round < 300; round++) {
        const buffer = new ArrayBuffer(64 * 3);
        const memory = new LinearMemory({ buffer });
        const end = random() < 0.5 ? PAGES : Math.floor(random() * (PAGES + 1));
        const taken = Array.from({ length: PAGES }, () => false);
        const switching = random() ** 2;
        let state = random() < 0.5;
        for (let page = 0; page < PAGES; page++) {
          if (random() < switching) state = !state;
          if (state) memory.i32[16 + (page >>> 5)] = (memory.i32[16 + (page >>> 5)] as number) | (1 << (page & 31));
          taken[page] = state || page >= end;
        }
        const wanted = Math.ceil(random() ** 3 * 100) || 1;
        const scan = new ChunkScan(memory, 0);
        scan.run(1, PAGES + end, wanted);
        const { atStart, longest, atEnd, best } = scan;
        expect({ atStart, longest, atEnd, best }, `round ${round}`).toEqual(expected(taken, wanted));
      }
    });
  }
});
