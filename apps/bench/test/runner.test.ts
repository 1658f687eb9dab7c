import { describe, expect, it } from "vitest";
import type { Contestant } from "../src/contestant.js";
import { measure } from "../src/runner.js";
import { ALLOCATE, WorkloadBuilder } from "../src/workload.js";

/** A contestant whose runs take the given seconds and are written down. */
function scripted(peer: string, seconds: readonly number[], log: string[]): Contestant {
  let run = 0;
  return {
    peer,
    async run() {
      log.push(peer);
      return seconds[run++ % seconds.length] as number;
    },
    memory: () => ({ real: 10, peak: 20 }),
    end: () => {},
  };
}

const nobody = (peer: string, why: string): never => expect.fail(`${peer}: ${why}`);

/** A workload of `count` operations of which the first `untimed` do not count. */
function workload(count: number, untimed = 0) {
  const builder = new WorkloadBuilder();
  for (let i = 0; i < count; i++) builder.add(ALLOCATE, i, 8);
  return builder.build("w", untimed);
}

describe("measure", () => {
  it("keeps the first run apart and counts nanoseconds per timed operation", async () => {
    const [result] = await measure([scripted("a", [5e-6, 2e-6, 4e-6], [])], workload(1100, 100), 2, nobody);
    expect(result?.cold).toBeCloseTo(5);
    expect(result?.runs).toHaveLength(2);
    expect(result?.runs[0]).toBeCloseTo(2);
    expect(result?.runs[1]).toBeCloseTo(4);
    expect(result?.memory).toEqual({ real: 10, peak: 20 });
  });

  it("lets another peer begin each round", async () => {
    const log: string[] = [];
    const three = ["a", "b", "c"].map((peer) => scripted(peer, [1e-6], log));
    await measure(three, workload(10), 3, nobody);
    expect(log.join("")).toBe("abc" + "abc" + "bca" + "cab");
  });

  it("stops measuring a slow peer early but never before one run, and goes on with the others", async () => {
    const log: string[] = [];
    const results = await measure(
      [scripted("slow", [60], log), scripted("quick", [1e-6], log)],
      workload(10),
      4,
      nobody,
    );
    expect(results.map((result) => result.runs.length)).toEqual([1, 4]);
  });

  it("leaves out who cannot do it, and goes on with the others", async () => {
    const broken: Contestant = { ...scripted("broken", [], []), run: () => Promise.reject(new Error("no more")) };
    const said: string[] = [];
    const leaveOut = (peer: string, why: string) => void said.push(`${peer}: ${why}`);
    const results = await measure([broken, scripted("whole", [1e-6], [])], workload(10), 3, leaveOut);
    expect(results.map(({ peer, runs }) => [peer, runs.length])).toEqual([["whole", 3]]);
    expect(said).toEqual(["broken: no more"]);
  });
});
