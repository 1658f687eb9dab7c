/** Stands before the system heap while somebody listens, or wants to help when memory runs out. */
import type { SystemHeap } from "@zmm/heap";
import type { GrowthWatch } from "../growth-watch.js";
import type { LendingHeap } from "../handles/lending.js";
import type { ShortageQuestion } from "./shortage.js";

export class ObservedSystem implements LendingHeap {
  private readonly system: SystemHeap;
  private readonly question: ShortageQuestion;
  private readonly growth: GrowthWatch | null;

  constructor(system: SystemHeap, question: ShortageQuestion, growth: GrowthWatch | null) {
    this.system = system;
    this.question = question;
    this.growth = growth;
  }

  allocate(size: number): number {
    return this.observe(() => this.system.allocate(size));
  }

  allocateAligned(size: number, alignment: number): number {
    return this.observe(() => this.system.allocateAligned(size, alignment));
  }

  reallocate(address: number, size: number): number {
    return this.observe(() => this.system.reallocate(address, size));
  }

  free(address: number): void {
    this.system.free(address);
    this.growth?.tellIfGrown();
  }

  private observe(call: () => number): number {
    const address = this.question.attempt(call, this.system);
    this.growth?.tellIfGrown();
    return address;
  }
}
