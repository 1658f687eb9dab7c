import { LAYOUTS } from "@zmm/layout";
import { describe, expect, it } from "vitest";
import { check, HeapReader } from "../src/index.js";
import { MODELS, Program, type ProgramOptions } from "./support/heaps.js";
import { goldenTraces, readTrace, TraceRun } from "./support/traces.js";

const SETTINGS: Record<string, Omit<ProgramOptions, "seed" | "model">> = {
  "small segments": { segmentSize: 16384, reserveSize: 1000 },
  "no reserve": { segmentSize: 16384, reserveSize: 0 },
  "a limit": { segmentSize: 16384, reserveSize: 1000, limit: 200_000 },
  "failing storage": { segmentSize: 16384, reserveSize: 1000, failEvery: 5 },
  internal: { segmentSize: 16384, reserveSize: 1000, internal: true },
  "internal, no reserve": { segmentSize: 16384, reserveSize: 0, internal: true },
  "internal, structure in a segment of its own": { segmentSize: 8192, reserveSize: 7000, internal: true },
  "cache statistics": { segmentSize: 16384, reserveSize: 1000, cacheStats: true },
  "default sizes": {},
};

describe.each(MODELS)("%s: a healthy heap has no violation", (model) => {
  it.each(Object.entries(SETTINGS))("%s", (name, settings) => {
    for (const seed of [1, 2, 3]) {
      const program = new Program({ ...settings, model, seed });
      for (let round = 0; round < 60; round++) {
        const verdict = check(program.runMany(20).reader);
        expect(verdict.violations, `${name}, seed ${seed}, round ${round}`).toEqual([]);
        if (round % 20 === 19) program.endRequest();
      }
    }
  });

  it("and so have the heaps of all golden runs, every 1,000 operations", () => {
    for (const name of goldenTraces(model)) {
      const run = new TraceRun(readTrace(name), { model });
      const { memory, address } = run.heap;
      const reader = new HeapReader({ memory, address, layout: LAYOUTS[model] });
      run.steps.forEach((line, index) => {
        run.run(run.step(line));
        if (index % 1000 === 999) expect(check(reader).violations, `${name}, operation ${index}`).toEqual([]);
      });
      expect(check(reader).violations, `${name}, end`).toEqual([]);
    }
  }, 60_000);
});
