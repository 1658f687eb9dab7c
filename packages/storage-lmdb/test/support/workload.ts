import { ZendHeap } from "@zmm/heap";
import { type PagedProvider, randomBelowOne } from "@zmm/storage";

/** Calls to the heap between two checkpoints. */
const CALLS = 150;

interface Live {
  readonly address: number;
  readonly size: number;
}

/**
 * A program that always does the same with a seed: allocates, reallocates and frees in a heap whose address is the
 * memory's root, writes into its blocks, and ends a request now and then. It stops where a checkpoint is due.
 */
export function* workload(provider: PagedProvider, seed: number): Generator<void> {
  const random = randomBelowOne(seed);
  const heap = ZendHeap.create(provider, { model: "lp64" });
  provider.root = heap.address;
  yield;
  let live: Live[] = [];
  for (let call = 1; ; call++) {
    live = step(heap, live, random);
    if (call % 2500 === 0) {
      heap.endRequest();
      live = [];
    }
    if (call % CALLS === 0) yield;
  }
}

function step(heap: ZendHeap, live: Live[], random: () => number): Live[] {
  const size = Math.ceil(2 ** (random() * 18));
  const index = Math.floor(random() * live.length);
  const chosen = live[index];
  const choice = random();
  if (chosen === undefined || (choice < 0.5 && live.length < 400))
    return [...live, filled(heap, heap.allocate(size), size)];
  if (choice < 0.65) return live.with(index, filled(heap, heap.reallocate(chosen.address, size), size));
  heap.free(chosen.address);
  return live.toSpliced(index, 1);
}

function filled(heap: ZendHeap, address: number, size: number): Live {
  heap.memory.u8.fill(size, address, address + size);
  return { address, size };
}
