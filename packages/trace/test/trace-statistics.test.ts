import { readTrace, traceStatistics } from "@zmm/trace";
import { expect, test } from "vitest";
import { corpusTrace } from "./corpus.js";

test("what a program asked for", () => {
  const trace = readTrace("a 0 0\na 1 100\nf 1\na 1 64\nr 1 300\nf 0\nz\na 0 8\n");
  expect(traceStatistics(trace)).toEqual({
    operations: 8,
    allocations: 4,
    frees: 2,
    reallocations: 1,
    requestEnds: 1,
    sizes: [
      { from: 0, to: 0, requests: 1, bytes: 0 },
      { from: 8, to: 15, requests: 1, bytes: 8 },
      { from: 64, to: 127, requests: 2, bytes: 164 },
      { from: 256, to: 511, requests: 1, bytes: 300 },
    ],
    largest: 300,
    peakBytes: 300,
    peakBlocks: 2,
    peakAt: 5,
    liveBytes: 8,
    liveBlocks: 1,
    temporary: 1,
    medianLifetime: 1,
  });
});

test("what a real program asked for", async () => {
  const { operations, allocations, frees, reallocations, requestEnds, sizes, liveBlocks } = traceStatistics(
    await corpusTrace("wordpress"),
  );
  expect(operations).toBe(allocations + frees + reallocations + requestEnds);
  expect(sizes.reduce((sum, { requests }) => sum + requests, 0)).toBe(allocations + reallocations);
  expect(liveBlocks).toBe(allocations - frees);
});
