/** Workloads made from a seed, each for one path through the heap, beside the traces of real programs. */
import { Random } from "./random.js";
import { ALLOCATE, FREE, REALLOCATE, type Workload, WorkloadBuilder } from "./workload.js";

const SEED = 5613;
const OPERATIONS = 400_000;

/** `slots` live blocks; then again and again one of them, by default any, is freed and made anew. */
function churn(
  name: string,
  slots: number,
  operations: number,
  size: (slot: number, random: Random) => number,
  pick: (turn: number, random: Random) => number = (_turn, random) => random.between(0, slots - 1),
): Workload {
  const random = new Random(SEED);
  const builder = new WorkloadBuilder();
  for (let slot = 0; slot < slots; slot++) builder.add(ALLOCATE, slot, size(slot, random));
  for (let turn = 0; builder.length < operations; turn++) {
    const slot = pick(turn, random);
    builder.add(FREE, slot, 0);
    builder.add(ALLOCATE, slot, size(slot, random));
  }
  return builder.build(name, slots);
}

/** Buffers that grow like strings being appended to, until they are large and start again. */
function growth(): Workload {
  const random = new Random(SEED);
  const builder = new WorkloadBuilder();
  const buffers = 16;
  const sizes = new Array<number>(buffers).fill(0);
  while (builder.length < OPERATIONS) {
    const slot = random.between(0, buffers - 1);
    const size = sizes[slot] as number;
    if (size > 20_000) {
      builder.add(FREE, slot, 0);
      sizes[slot] = 0;
    } else {
      const larger = size + random.between(1, 16 + (size >> 2));
      builder.add(size === 0 ? ALLOCATE : REALLOCATE, slot, larger);
      sizes[slot] = larger;
    }
  }
  return builder.build("growth");
}

/** A size per slot that stays, so that each allocation finds in the cache what was freed just before. */
const sizeOfSlot = (slot: number): number => 8 + ((slot * 40) % 248);

export const SEEDED: Readonly<Record<string, () => Workload>> = {
  "cache-only": () => churn("cache-only", 256, OPERATIONS, sizeOfSlot),
  "never-cache": () => churn("never-cache", 2000, OPERATIONS, (_slot, random) => random.between(600, 4096)),
  tree: () => churn("tree", 2000, OPERATIONS, (_slot, random) => random.skewed(600, 65_536)),
  growth,
  "large-frees": () => churn("large-frees", 40, OPERATIONS / 4, (_slot, random) => random.skewed(20_000, 1_000_000)),
};

/** Numbers of live blocks in the scaling series. */
export const SCALES = [1_000, 10_000, 100_000, 1_000_000] as const;

/** Which of the live blocks is freed next: any of them, or the one that has lived longest. */
export type Order = "random" | "oldest";

/**
 * A million operations beside `live` blocks of mixed small sizes, which are made before the clock starts. The sizes
 * are small in every data model: ILP32 serves blocks above 272 bytes as large ones.
 */
export function scaling(live: number, order: Order = "random"): Workload {
  const size = (_slot: number, random: Random): number => random.skewed(8, 256);
  const pick = (turn: number, random: Random): number =>
    order === "random" ? random.between(0, live - 1) : turn % live;
  return churn(`live-${live}`, live, live + 1_000_000, size, pick);
}
