/** Heaps that seeded programs have worked on. */
import { type Secrets, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { arrayBuffer, failing, ZmmError } from "@zmm/storage";
import { HeapReader } from "../../src/index.js";
import { type Random, randomFrom } from "./random.js";
import { type Recording, recording } from "./recording.js";

export const MODELS = ["ilp32", "lp64", "lp64-debug"] as const;

/** The marks of debug heaps: random ones would make two runs of one seed differ. */
const SECRETS: Secrets = {
  cookieLow: 0x51e3_0b97,
  cookieHigh: 0x2d84_c61f,
  startMagic: 0x7a19_e35d,
  endMagic: 0x4cb7_9263,
};

/** One operation of a program on a heap. */
export type Operation =
  | { readonly kind: "allocate"; readonly size: number }
  | { readonly kind: "free"; readonly address: number }
  | { readonly kind: "reallocate"; readonly address: number; readonly size: number }
  | { readonly kind: "endRequest" };

export interface ProgramOptions extends ZendHeapOptions {
  readonly seed: number;
  /** Every n-th segment allocation fails. */
  readonly failEvery?: number;
}

/** A heap, the blocks that its program holds, and the dice that say what it does next. */
export class Program {
  readonly heap: ZendHeap;
  readonly storage: Recording;
  readonly random: Random;
  readonly live: number[] = [];
  readonly #segmentSize: number;

  constructor(options: ProgramOptions) {
    const { seed, failEvery, ...settings } = options;
    const memory = arrayBuffer();
    this.random = randomFrom(seed);
    this.storage = recording(failEvery ? failing(memory, { every: failEvery, reallocate: true }) : memory);
    this.heap = ZendHeap.create(this.storage, { secrets: SECRETS, ...settings });
    this.#segmentSize = this.heap.segmentSize;
  }

  get reader(): HeapReader {
    const { memory, address, layout } = this.heap;
    return new HeapReader({ memory, address, layout });
  }

  /** What the program does next: sizes of all kinds, most of them small, some above a segment. */
  next(): Operation {
    const { random, live } = this;
    const size = this.#size();
    if (live.length === 0 || random.chance(0.45)) return { kind: "allocate", size };
    const address = random.pick(live);
    return random.chance(0.3) ? { kind: "reallocate", address, size } : { kind: "free", address };
  }

  #size(): number {
    const { random } = this;
    const dice = random.below(100);
    if (dice < 60) return random.below(120);
    if (dice < 85) return random.below(700);
    if (dice < 98) return random.below(this.#segmentSize / 4);
    return random.below(this.#segmentSize * 3);
  }

  /** Does one operation; returns the address it gave, 0 where it gives none, the error if there was no memory. */
  run(operation: Operation): number | ZmmError {
    try {
      return this.#perform(operation);
    } catch (error) {
      if (error instanceof ZmmError && ["MEMORY_LIMIT", "OUT_OF_MEMORY"].includes(error.code)) return error;
      throw error;
    }
  }

  #perform(operation: Operation): number {
    const { heap, live } = this;
    if (operation.kind === "endRequest") {
      this.endRequest();
      return 0;
    }
    if (operation.kind === "allocate") {
      const address = heap.allocate(operation.size);
      live.push(address);
      return address;
    }
    const at = live.indexOf(operation.address);
    if (operation.kind === "free") {
      heap.free(operation.address);
      live.splice(at, 1);
      return 0;
    }
    const moved = heap.reallocate(operation.address, operation.size);
    live[at] = moved;
    return moved;
  }

  /** Does so many operations. */
  runMany(operations: number): this {
    for (let i = 0; i < operations; i++) this.run(this.next());
    return this;
  }

  endRequest(): void {
    this.heap.endRequest();
    this.live.length = 0;
  }
}
