/** How an operation fails for lack of memory: flush, reserve, then the error. */
import { flushCache } from "./cache.js";
import { releaseBlock } from "./free.js";
import { Ending, type Simulation } from "./simulation.js";

/** The limit does not allow a segment that `size` bytes need. */
export function failForLimit(s: Simulation, size: number): Ending {
  flushCache(s);
  releaseReserve(s);
  const limit = s.heap.bits(s.heap.fieldAddress("limit"));
  const message = `Allowed memory size of ${limit} bytes exhausted (tried to allocate ${size} bytes)`;
  return new Ending({ kind: "failure", error: "MEMORY_LIMIT", message });
}

/** The storage has no memory, or (then without a flush) the size wraps. */
export function failForMemory(s: Simulation, size: number, flush: boolean): Ending {
  if (flush) flushCache(s);
  releaseReserve(s);
  const message = `Out of memory (allocated ${s.heap.field("realSize")}) (tried to allocate ${size} bytes)`;
  return new Ending({ kind: "failure", error: "OUT_OF_MEMORY", message });
}

function releaseReserve(s: Simulation): void {
  const { heap } = s;
  s.setInt("overflow", heap.intField("overflow") === 0 ? 1 : 2);
  const reserve = heap.field("reserve");
  if (reserve === 0) {
    s.say("reserve", "there is no reserve left to free");
    return;
  }
  const block = s.blockOf(reserve);
  s.say("reserve", `the reserve ${s.at(block)} of ${heap.blockSize(block)} bytes is freed`, [block], "Q12");
  s.within(() => releaseBlock(s, block));
  heap.writeWord(heap.fieldAddress("reserve"), 0);
}
