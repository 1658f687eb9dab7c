/** Stands before a heap while somebody listens, or wants to help when memory runs out. */
import type { Emitter } from "../emitter.js";
import type { GrowthWatch } from "../growth-watch.js";
import type { Front } from "./front.js";
import type { Account, ShortageQuestion } from "./shortage.js";

export class ObservedFront implements Front {
  private readonly front: Front;
  private readonly account: Account;
  private readonly emitter: Emitter;
  private readonly question: ShortageQuestion;
  private readonly growth: GrowthWatch | null;

  constructor(
    front: Front,
    account: Account,
    emitter: Emitter,
    question: ShortageQuestion,
    growth: GrowthWatch | null,
  ) {
    this.front = front;
    this.account = account;
    this.emitter = emitter;
    this.question = question;
    this.growth = growth;
  }

  allocate(size: number): number {
    const address = this.question.attempt(this.front.allocate.bind(this.front, size), this.account);
    this.growth?.tellIfGrown();
    this.emitter.emit("allocate", { address, size });
    return address;
  }

  free(address: number): void {
    this.front.free(address);
    this.growth?.tellIfGrown();
    if (address !== 0) this.emitter.emit("free", { address });
  }

  reallocate(from: number, size: number): number {
    const address = this.question.attempt(this.front.reallocate.bind(this.front, from, size), this.account);
    this.growth?.tellIfGrown();
    if (from === 0) this.emitter.emit("allocate", { address, size });
    else this.emitter.emit("reallocate", { from, address, size });
    return address;
  }
}
