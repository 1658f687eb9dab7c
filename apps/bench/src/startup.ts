/** `bench startup`: what a new heap costs once the code is warm, up to its first block. */
import { createMemoryManager, type MemoryManager } from "@zmm/emalloc";
import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { type SegmentProvider, wasmMemory } from "@zmm/storage";
import { quantile } from "./statistics.js";
import { alignColumns } from "./table.js";

const WARM_UP = 500;
const RUNS = 2000;

type Start = () => { dispose(): void };

export function startup(): void {
  const provider = wasmMemory();
  const cases: [string, Start][] = [
    ["ilp32, new memory", () => ready(wasmMemory(), {})],
    ["lp64, new memory", () => ready(wasmMemory(), { model: "lp64" })],
    ["lp64-debug, new memory", () => ready(wasmMemory(), { model: "lp64-debug" })],
    ["a memory manager, new memory", () => managed()],
    ["ilp32, memory of the last heap", () => ready(provider, {})],
  ];
  const rows = cases.map(([name, start]) => {
    const times = timesOf(start);
    return [name, ...[0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(1))];
  });
  console.log(alignColumns([["a new heap and its first block, µs", "median", "95 %", "most"], ...rows]));
}

/** A heap whose first block is there, so that nothing is put off. */
function ready(provider: SegmentProvider, options: ZendHeapOptions): ZendHeap {
  const heap = ZendHeap.create(provider, options);
  heap.allocate(64);
  return heap;
}

function managed(): MemoryManager {
  const manager = createMemoryManager({ storage: wasmMemory(), env: {} });
  manager.emalloc(64);
  return manager;
}

/** Microseconds of each start after the warm-up; ends are not timed. */
function timesOf(start: Start): number[] {
  const times: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const before = process.hrtime.bigint();
    const heap = start();
    const took = Number(process.hrtime.bigint() - before) / 1000;
    heap.dispose();
    if (run >= WARM_UP) times.push(took);
  }
  return times;
}
