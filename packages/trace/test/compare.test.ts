import { SystemHeap, ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { compare, readTrace } from "@zmm/trace";
import { expect, test } from "vitest";
import { corpusTrace } from "./corpus.js";

test("two allocators on one trace, side by side", async () => {
  const trace = await corpusTrace("smarty");
  const zend = ZendHeap.create(arrayBuffer(), { model: "ilp32" });
  const system = SystemHeap.create(arrayBuffer());
  const results = compare(trace, { zend, system }, { samples: 50 });
  expect(results.map(({ name }) => name)).toEqual(["zend", "system"]);
  for (const { operations, failures, samples, peakUsage, peakReal, utilisation } of results) {
    expect([operations, failures, samples.length]).toEqual([60_000, 0, 50]);
    expect(samples.at(-1)?.at).toBe(60_000);
    expect(peakUsage).toBeLessThanOrEqual(peakReal);
    expect(utilisation).toBeGreaterThan(0.1);
    expect(utilisation).toBeLessThanOrEqual(1);
  }
  expect(results[0]?.samples.at(-1)?.usage).toBe(zend.usage());
});

test.each([0, -1, 1.5, Number.NaN])("there is no comparison of %s samples", (samples) => {
  expect(() => compare(readTrace("a 0 1\n"), {}, { samples })).toThrow(RangeError);
});

test("peaks are those of any moment, not only of the samples, and of all requests", () => {
  const spike = "a 0 100\na 1 3000000\nf 1\n";
  const trace = readTrace(`${spike}z\n${"a 0 8\nf 0\n".repeat(20)}`);
  const heaps = { zend: ZendHeap.create(arrayBuffer()), system: SystemHeap.create(arrayBuffer()) };
  for (const { peakUsage, peakReal, samples } of compare(trace, heaps, { samples: 2 })) {
    expect(Math.max(...samples.map(({ usage }) => usage))).toBeLessThan(10_000);
    expect(peakUsage).toBeGreaterThan(3_000_000);
    expect(peakReal).toBeGreaterThan(peakUsage);
  }
});
