/** What the replay loop calls. Addresses are integers; 0 is null. */
export interface Allocator {
  allocate(size: number): number;
  free(address: number): void;
  reallocate(address: number, size: number): number;
}

/** Bytes that an allocator holds: now, and at most so far. */
export interface MemoryUse {
  readonly real: number;
  readonly peak: number;
}

/** A copy of the code that our own peers are made of. */
export type Ours = typeof import("../ours.js");

/** One living allocator under test. */
export interface Peer {
  readonly allocator: Allocator;
  memory(): MemoryUse;
  /** The memory that addresses point into, as 32-bit cells; empty where there is none. */
  cells(): Int32Array;
  /** How many requests it has had no memory for; of allocators that answer these, and size 0, with null. */
  nulls?(): number;
  /** Drops every block at once, where freeing them one by one takes unbearably long. */
  reset?(): void;
  /** Ends a request, which drops every block and empties the cache; of allocators that know requests. */
  endRequest?(): void;
}

/** One kind of allocator that the bench knows. */
export interface PeerKind {
  /** What `--peers` and the tables call it. */
  readonly name: string;
  readonly about: string;
  /**
   * A new allocator over fresh memory; one of ours is made of the code that `ours` brings.
   * @throws PeerUnavailable where this machine cannot make one.
   */
  create(ours: () => Promise<Ours>): Promise<Peer>;
}

/** A peer that cannot be had here; the bench says why and goes on without it. */
export class PeerUnavailable extends Error {}
