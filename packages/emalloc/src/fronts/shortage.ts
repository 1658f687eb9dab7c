/** What a manager does where a call finds no memory: it tells of it, and asks whoever wants to help. */
import { MemoryLimitError, OutOfMemoryError } from "@zmm/heap";
import type { Emitter } from "../emitter.js";

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
  private readonly handler: ShortageHandler | null;
  private readonly emitter: Emitter;
  private asking = false;

  /** @param handler null where nobody is to be asked. */
  constructor(handler: ShortageHandler | null, emitter: Emitter) {
    this.handler = handler;
    this.emitter = emitter;
  }

  /** Whether somebody wants to be asked or told. */
  get matters(): boolean {
    return this.handler !== null || this.emitter.hears("limit");
  }

  /**
   * What `call` returns, which is made again as long as somebody helps.
   * @param call where its stack is looked at, bound and not written out: frames of this project are known by their names.
   * @param account of the heap that is called.
   * @throws what the call throws when nobody does.
   */
  attempt(call: () => number, account: Account): number {
    for (let attempt = 1; ; attempt++) {
      try {
        return call();
      } catch (error) {
        const shortage = error instanceof MemoryLimitError || error instanceof OutOfMemoryError;
        if (!shortage || !this.shallRetry({ error, attempt }, account)) throw error;
      }
    }
  }

  /** Tells of the shortage and asks what to do; a shortage while that is answered is the handler's own affair. */
  private shallRetry(shortage: Shortage, account: Account): boolean {
    this.emitter.emit("limit", { error: shortage.error });
    const { limit } = account;
    const usage = account.usage();
    if (!this.ask(shortage)) return false;
    if (shortage.error instanceof OutOfMemoryError) return shortage.attempt < MOST_ATTEMPTS;
    return account.limit > limit || account.usage() < usage;
  }

  private ask(shortage: Shortage): boolean {
    if (this.handler === null || this.asking) return false;
    this.asking = true;
    try {
      return this.handler(shortage);
    } finally {
      this.asking = false;
    }
  }
}
