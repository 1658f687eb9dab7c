/** Tells of handles that were dropped without being freed: their blocks are lost until the request ends. */

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
  private readonly registry: FinalizationRegistry<UnfreedBlock>;

  constructor(listener: UnfreedListener) {
    this.registry = new FinalizationRegistry(listener);
  }

  watch(handle: object, address: number, byteLength: number): void {
    this.registry.register(handle, { address, byteLength, stack: new Error("allocated here").stack ?? "" }, handle);
  }

  /** The handle was freed, or its block dropped by a request's end. */
  forget(handle: object): void {
    this.registry.unregister(handle);
  }
}
