/** A program of some 2,000 calls that can be run again and again, the same each time. */
import type { MemoryManager } from "@zmm/emalloc";

export interface Step {
  readonly kind: "allocate" | "reallocate" | "free";
  /** Which block: the lowest number that is free is used again. */
  readonly id: number;
  /** Requested bytes; 0 for frees. */
  readonly size: number;
}

/** `length` steps from a seed: what a program does, with blocks of all sizes, some above a segment. */
export function scenario(seed: number, length: number): Step[] {
  const below = numbers(seed);
  const live: number[] = [];
  const unused: number[] = [];
  let next = 0;
  return Array.from({ length }, (): Step => {
    const at = below(live.length);
    const kind = live.length < 20 ? 0 : below(100);
    if (kind < 48) {
      const id = unused.pop() ?? next++;
      live.push(id);
      return { kind: "allocate", id, size: sizeFrom(below) };
    }
    const id = live[at] ?? 0;
    if (kind < 62) return { kind: "reallocate", id, size: sizeFrom(below) };
    live[at] = live.at(-1) ?? 0;
    live.pop();
    unused.push(id);
    return { kind: "free", id, size: 0 };
  });
}

/** Numbers from a seed, from 0 to `bound - 1`. */
export function numbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function sizeFrom(below: (bound: number) => number): number {
  const kind = below(100);
  if (kind < 75) return below(400);
  if (kind < 97) return below(5_000);
  return below(120_000);
}

/** Plays steps on a manager; each block's first and last byte say whose it is, and are looked at before it dies. */
export class Player {
  private readonly manager: MemoryManager;
  private readonly addresses: number[] = [];
  private readonly sizes: number[] = [];

  constructor(manager: MemoryManager) {
    this.manager = manager;
  }

  /** @throws whatever the manager throws; then nothing has changed. */
  play({ kind, id, size }: Step): void {
    const { manager, addresses } = this;
    const address = addresses[id] ?? 0;
    if (kind === "free") {
      this.look(id);
      manager.efree(address);
      addresses[id] = 0;
      return;
    }
    const now = kind === "allocate" ? manager.emalloc(size) : manager.erealloc(address, size);
    if (kind === "reallocate" && Math.min(size, this.sizes[id] ?? 0) > 0) this.expectByte(now, id);
    addresses[id] = now;
    this.sizes[id] = size;
    if (size === 0) return;
    manager.memory.u8[now] = id & 0xff;
    manager.memory.u8[now + size - 1] = id & 0xff;
  }

  /** Looks at all blocks. */
  lookAtAll(): void {
    for (let id = 0; id < this.addresses.length; id++) this.look(id);
  }

  /** Frees all blocks. */
  freeAll(): void {
    for (let id = 0; id < this.addresses.length; id++) {
      if (this.addresses[id] !== 0) this.play({ kind: "free", id, size: 0 });
    }
  }

  private look(id: number): void {
    const address = this.addresses[id] ?? 0;
    const size = this.sizes[id] ?? 0;
    if (address === 0 || size === 0) return;
    this.expectByte(address, id);
    this.expectByte(address + size - 1, id);
  }

  private expectByte(address: number, id: number): void {
    const found = this.manager.memory.u8[address];
    if (found !== (id & 0xff)) throw new Error(`block ${id} has lost its contents: ${found} at ${address}`);
  }
}
