import { ZendHeap } from "@zmm/heap";
import { HeapReader, statistics } from "@zmm/inspect";
import { arrayBuffer } from "@zmm/storage";
import { compare, readTrace, replay } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { collectSeries, type Series } from "../../src/charts/series.js";

/** Fills and empties, with blocks of many sizes. */
function program(rounds: number): string {
  const lines: string[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let id = 0; id < 90; id++) lines.push(`a ${id} ${8 + ((round * 97 + id * 31) % 5000)}`);
    for (let id = 0; id < 90; id++) lines.push(`f ${(id * 7) % 90}`);
  }
  return `${lines.join("\n")}\n`;
}

describe("the series of a trace", () => {
  const trace = readTrace(program(60), "a program");

  test.each(["ilp32", "lp64", "system"] as const)("is what the heap says at the same moments: %s", async (name) => {
    const choice = name === "system" ? ({ heap: "system" } as const) : { model: name };
    const series = await collectSeries(trace, choice, { samples: 50 });
    const { at, usage, real } = series;
    expect(at).toHaveLength(51);
    expect([at[0], at.at(-1)]).toEqual([0, trace.length]);
    if (name === "system") return expect(new Set(series.cached)).toEqual(new Set([0]));
    const heap = ZendHeap.create(arrayBuffer(), { model: name });
    const [{ samples = [] } = {}] = compare(trace, { zend: heap }, { samples: 50 });
    expect(samples.map((sample) => [sample.at, sample.usage, sample.real])).toEqual(
      at.slice(1).map((moment, index) => [moment, usage[index + 1], real[index + 1]]),
    );
  });

  test("has the fragmentation that the statistics have", async () => {
    const heap = ZendHeap.create(arrayBuffer(), { model: "lp64" });
    replay(trace, heap);
    const { memory, address, layout } = heap;
    const { fragmentation } = statistics(new HeapReader({ memory, address, layout }));
    const series = await collectSeries(trace, { model: "lp64" });
    expect(series.fragmentation.at(-1)).toBeCloseTo(fragmentation.external, 12);
  });

  test("tells how far it is, and ends when nobody wants it any more", async () => {
    const seen: number[] = [];
    await collectSeries(trace, {}, { onProgress: ({ done }: Series) => seen.push(done) });
    expect(seen.at(-1)).toBe(trace.length);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);

    const stop = new AbortController();
    const long = readTrace(program(3000), "a long program");
    const ended = collectSeries(long, {}, { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) });
    await expect(ended).rejects.toThrow("enough");
  });

  test("counts failures instead of ending at one", async () => {
    const small = readTrace(`#@limit 524288\n${program(4)}a 0 3000000\na 1 8\n`, "too much");
    expect((await collectSeries(small, {})).failures).toBe(1);
  });

  test("counts what fails on memory that cannot grow", async () => {
    const trace = readTrace(`${program(4)}a 0 3000000\na 1 8\n`, "too much");
    for (const provider of ["arrayBuffer", "wasmMemory"]) {
      expect((await collectSeries(trace, { provider })).failures).toBe(0);
      expect((await collectSeries(trace, { provider, capacity: 2 ** 21 })).failures).toBe(1);
    }
  });

  test("of a trace shorter than its samples has every moment once", async () => {
    const { at } = await collectSeries(readTrace("a 0 8\nf 0\n"), {});
    expect(at).toEqual([0, 1, 2]);
  });
});
