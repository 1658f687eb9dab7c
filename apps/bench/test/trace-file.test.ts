import { readTrace } from "@zmm/trace";
import { describe, expect, it } from "vitest";
import { workloadOf } from "../src/trace-file.js";
import { ALLOCATE, FREE, REALLOCATE } from "../src/workload.js";

describe("a trace as a workload", () => {
  it("keeps operations, slots and sizes in order", () => {
    const workload = workloadOf(readTrace("a 0 19\na 3 0\nr 0 400\nf 3\n"));
    expect([...workload.kinds]).toEqual([ALLOCATE, ALLOCATE, REALLOCATE, FREE]);
    expect([...workload.ids]).toEqual([0, 3, 0, 3]);
    expect([...workload.sizes]).toEqual([19, 0, 400, 0]);
    expect(workload.slots).toBe(4);
    expect(workload.timedFrom).toBe(0);
  });

  it("frees what is live at the end of a request, and only that", () => {
    const workload = workloadOf(readTrace("a 0 8\na 1 8\na 2 8\nf 1\nz\na 0 8\n"));
    expect([...workload.kinds].slice(4)).toEqual([FREE, FREE, ALLOCATE]);
    expect([...workload.ids].slice(4)).toEqual([0, 2, 0]);
  });

  it("refuses sizes that WebAssembly would take for negative ones", () => {
    expect(() => workloadOf(readTrace(`a 0 ${2 ** 31}\n`))).toThrow(/operation 1 asks for 2147483648 bytes/);
    expect(workloadOf(readTrace(`a 0 ${2 ** 31 - 1}\n`)).sizes[0]).toBe(2 ** 31 - 1);
  });
});
