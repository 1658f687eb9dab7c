/** Stands before a heap while somebody listens, or wants to help when memory runs out. */
import { MemoryLimitError, OutOfMemoryError } from "@zmm/heap";
import type { Emitter } from "../emitter.js";
import type { GrowthWatch } from "../growth-watch.js";
import type { Front } from "./front.js";

/** A call that found no memory. */
export interface Shortage {
  /** What the call would have thrown. */
  readonly error: MemoryLimitError | OutOfMemoryError;
  /** How often the same call has failed so far, from 1. */
  readonly attempt: number;
}

/**
 * Is asked when a call found no memory; it may raise the limit or free blocks. True has the call tried again. After a
 * limit error that is only done if the limit is higher or the usage lower than before the question.
 */
export type ShortageHandler = (shortage: Shortage) => boolean;

/** What tells whether a handler has done anything about a limit. */
export interface Account {
  readonly limit: number;
  usage(real?: boolean): number;
}

/** Retries of one call when the storage has no memory, where nothing tells whether anything was done about it. */
const MOST_ATTEMPTS = 16;

/** The question to a handler, which is not asked while it answers. */
export class ShortageQuestion {
  private readonly handler: ShortageHandler;
  private asking = false;

  constructor(handler: ShortageHandler) {
    this.handler = handler;
  }

  /** Whether the call shall be tried again. */
  ask(shortage: Shortage): boolean {
    if (this.asking) return false;
    this.asking = true;
    try {
      return this.handler(shortage);
    } finally {
      this.asking = false;
    }
  }
}

export class ObservedFront implements Front {
  private readonly front: Front;
  private readonly account: Account;
  private readonly emitter: Emitter;
  private readonly question: ShortageQuestion | null;
  private readonly growth: GrowthWatch | null;

  constructor(
    front: Front,
    account: Account,
    emitter: Emitter,
    question: ShortageQuestion | null,
    growth: GrowthWatch | null,
  ) {
    this.front = front;
    this.account = account;
    this.emitter = emitter;
    this.question = question;
    this.growth = growth;
  }

  allocate(size: number): number {
    const address = this.attempt(this.front.allocate.bind(this.front, size));
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
    const address = this.attempt(this.front.reallocate.bind(this.front, from, size));
    this.growth?.tellIfGrown();
    if (from === 0) this.emitter.emit("allocate", { address, size });
    else this.emitter.emit("reallocate", { from, address, size });
    return address;
  }

  /** @param call bound and not written out, for whoever looks at stacks knows frames of this class by their names. */
  private attempt(call: () => number): number {
    for (let attempt = 1; ; attempt++) {
      try {
        return call();
      } catch (error) {
        const shortage = error instanceof MemoryLimitError || error instanceof OutOfMemoryError;
        if (!shortage || !this.shallRetry({ error, attempt })) throw error;
      }
    }
  }

  /** Tells of the shortage and asks what to do; a shortage while that is answered is the handler's own affair. */
  private shallRetry(shortage: Shortage): boolean {
    this.emitter.emit("limit", { error: shortage.error });
    const { limit } = this.account;
    const usage = this.account.usage();
    if (this.question === null || !this.question.ask(shortage)) return false;
    if (shortage.error instanceof OutOfMemoryError) return shortage.attempt < MOST_ATTEMPTS;
    return this.account.limit > limit || this.account.usage() < usage;
  }
}
