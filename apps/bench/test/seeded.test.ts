import { describe, expect, it } from "vitest";
import { SEEDED, scaling } from "../src/seeded.js";
import { ALLOCATE, FREE, type Workload } from "../src/workload.js";

/** Walks the workload and fails where a slot is freed twice or taken twice; gives the live slots at the end. */
function liveAfter(workload: Workload, to = workload.kinds.length): Set<number> {
  const live = new Set<number>();
  for (let i = 0; i < to; i++) {
    const id = workload.ids[i] as number;
    const isAllocation = workload.kinds[i] === ALLOCATE;
    if (live.has(id) === isAllocation) throw new Error(`${workload.name}: operation ${i} on slot ${id}`);
    if (workload.kinds[i] === FREE) live.delete(id);
    else live.add(id);
  }
  return live;
}

describe("seeded workloads", () => {
  it.each(Object.keys(SEEDED))("%s frees and reallocates live blocks only", (name) => {
    const workload = (SEEDED[name] as () => Workload)();
    expect(workload.name).toBe(name);
    expect(liveAfter(workload).size).toBeLessThanOrEqual(workload.slots);
  });

  it.each(Object.keys(SEEDED))("%s is the same each time", (name) => {
    const make = SEEDED[name] as () => Workload;
    const [first, second] = [make(), make()];
    for (const field of ["kinds", "ids", "sizes"] as const) {
      expect(Buffer.compare(Buffer.from(first[field].buffer), Buffer.from(second[field].buffer))).toBe(0);
    }
  });

  it.each(["random", "oldest"] as const)(
    "the scaling series keeps as many blocks alive as it says, freeing %s",
    (order) => {
      const workload = scaling(1000, order);
      expect(liveAfter(workload, workload.timedFrom).size).toBe(1000);
      expect(liveAfter(workload).size).toBe(1000);
      expect(workload.kinds.length - workload.timedFrom).toBe(1_000_000);
      const sizes = workload.sizes.filter((_, index) => workload.kinds[index] === ALLOCATE);
      expect(Math.min(...sizes.subarray(0, 5000))).toBeGreaterThanOrEqual(8);
      expect(sizes.every((size) => size >= 8 && size <= 256)).toBe(true);
    },
  );

  it("frees the oldest block first when asked to", () => {
    const { ids, kinds, timedFrom } = scaling(1000, "oldest");
    const freed = ids.subarray(timedFrom).filter((_, index) => kinds[timedFrom + index] === FREE);
    expect([...freed.subarray(0, 1002)]).toEqual([...Array(1000).keys(), 0, 1]);
  });
});
