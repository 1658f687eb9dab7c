import type { Heap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import type { Lender, LendOptions, Loan } from "./lender.js";
import { type LendingHeap, lendFrom, relendFrom } from "./lending.js";
import type { UnfreedWarner } from "./unfreed-warner.js";

/** What a lender asks its manager. */
export interface LendingManager {
  readonly memory: LinearMemory;
  /** The heap that a new block shall come from. */
  heapFor(options: LendOptions): Heap;
  /** What calls to one of its heaps go to now. */
  frontOf(heap: Heap): LendingHeap;
}

/** Lends blocks of a manager's heaps, and knows what is left of them when a heap drops all its blocks at once. */
export class HeapLender implements Lender {
  readonly warner: UnfreedWarner | null;
  private readonly manager: LendingManager;
  /** How often a heap has dropped its blocks; null when the manager has ended. */
  private generations: WeakMap<Heap, number> | null = new WeakMap();

  constructor(manager: LendingManager, warner: UnfreedWarner | null) {
    this.manager = manager;
    this.warner = warner;
  }

  get memory(): LinearMemory {
    return this.manager.memory;
  }

  lend(size: number, options: LendOptions): Loan {
    const heap = this.manager.heapFor(options);
    return { ...lendFrom(this.manager.frontOf(heap), size, options), heap, generation: this.generationOf(heap) };
  }

  relend(loan: Loan, size: number): Loan {
    const { manager, memory } = this;
    return { ...loan, ...relendFrom(manager.frontOf(loan.heap), memory, loan, size) };
  }

  takeBack(loan: Loan): void {
    this.manager.frontOf(loan.heap).free(loan.base);
  }

  holds({ heap, generation }: Loan): boolean {
    return this.generations !== null && generation === this.generationOf(heap);
  }

  /** All blocks of a heap are gone. */
  drop(heap: Heap): void {
    this.generations?.set(heap, this.generationOf(heap) + 1);
  }

  /** All blocks of all heaps are gone, for ever. */
  end(): void {
    this.generations = null;
  }

  private generationOf(heap: Heap): number {
    return this.generations?.get(heap) ?? 0;
  }
}
