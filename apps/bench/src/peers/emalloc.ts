import type { MemoryManager } from "@zmm/emalloc";
import type { Allocator, Peer, PeerKind } from "./peer.js";

function managerPeer(allocator: Allocator, manager: MemoryManager): Peer {
  return {
    allocator,
    memory: () => ({ real: manager.usage(true), peak: manager.peakUsage(true) }),
    cells: () => manager.memory.i32,
    endRequest: () => manager.endRequest(),
  };
}

/** Our Zend heap through the memory manager. */
export const emalloc: PeerKind = {
  name: "emalloc",
  about: "our memory manager, ILP32",
  async create({ callsOf, createMemoryManager }) {
    const manager = createMemoryManager({ env: {} });
    return managerPeer(callsOf(manager), manager);
  },
};

/** The same after somebody listened for a while: event hooks that are there, and unused. */
export const emallocEvents: PeerKind = {
  name: "emalloc-events",
  about: "our memory manager, ILP32, its event listeners gone again",
  async create({ callsOf, createMemoryManager }) {
    const manager = createMemoryManager({ env: {} });
    for (const event of ["allocate", "reallocate", "free"] as const) {
      const stop = manager.on(event, () => {});
      stop();
    }
    return managerPeer(callsOf(manager), manager);
  },
};
