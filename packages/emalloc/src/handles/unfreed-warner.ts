/** Tells of handles that were dropped without being freed: their blocks are lost until the request ends. */

import type { Lender, Loan } from "./lender.js";

/** A block whose handle is gone. */
export interface UnfreedBlock {
  /** Address of its bytes. */
  readonly address: number;
  /** Requested bytes. */
  readonly byteLength: number;
  /** The stack of the call that allocated it. */
  readonly stack: string;
}

export type UnfreedListener = (block: UnfreedBlock) => void;

/** Wraps a FinalizationRegistry; when its listener is told, and whether at all, is the garbage collector's choice. */
export class UnfreedWarner {
  private readonly registry: FinalizationRegistry<{ lender: Lender; loan: Loan; stack: string }>;

  constructor(listener: UnfreedListener) {
    this.registry = new FinalizationRegistry(({ lender, loan, stack }) => {
      const { address, size } = loan;
      // nothing is lost that has been dropped since
      if (lender.holds(loan)) listener({ address, byteLength: size, stack });
    });
  }

  watch(handle: object, lender: Lender, loan: Loan): void {
    this.registry.register(handle, { lender, loan, stack: new Error("allocated here").stack ?? "" }, handle);
  }

  /** The handle was freed, or has another loan. */
  forget(handle: object): void {
    this.registry.unregister(handle);
  }
}
