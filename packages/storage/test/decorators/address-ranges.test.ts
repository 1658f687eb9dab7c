import { describe, expect, it } from "vitest";
import { AddressRanges } from "../../src/decorators/address-ranges.js";
import { randomBelowOne } from "../../src/index.js";

describe("AddressRanges", () => {
  for (const seed of [1, 2, 3]) {
    it(`agrees with a set of numbers (seed ${seed})`, () => {
      const random = randomBelowOne(seed);
      const ranges = new AddressRanges();
      const expected = new Set<number>();
      for (let step = 0; step < 500; step++) {
        const start = Math.floor(random() * 100);
        const end = start + 1 + Math.floor(random() * 20);
        const adds = random() < 0.5;
        if (adds) ranges.add(start, end);
        else ranges.remove(start, end);
        for (let at = start; at < end; at++) adds ? expected.add(at) : expected.delete(at);
        const found: number[] = [];
        let before = -1;
        for (const range of ranges) {
          expect(range.start).toBeGreaterThan(before);
          before = range.end;
          for (let at = range.start; at < range.end; at++) found.push(at);
        }
        expect(found).toEqual([...expected].sort((a, b) => a - b));
      }
    });
  }
});
