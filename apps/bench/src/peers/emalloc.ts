import { createMemoryManager, type MemoryManager } from "@zmm/emalloc";
import type { Peer, PeerKind } from "./peer.js";

/** The emalloc family as a program calls it. */
function managerPeer(manager: MemoryManager): Peer {
  return {
    allocator: {
      allocate: (size) => manager.emalloc(size),
      free: (address) => manager.efree(address),
      reallocate: (address, size) => manager.erealloc(address, size),
    },
    memory: () => ({ real: manager.usage(true), peak: manager.peakUsage(true) }),
    cells: () => manager.memory.i32,
    endRequest: () => manager.endRequest(),
  };
}

/** Our Zend heap through the memory manager. */
export const emalloc: PeerKind = {
  name: "emalloc",
  about: "our memory manager, ILP32",
  async create() {
    return managerPeer(createMemoryManager({ env: {} }));
  },
};

/** The same after somebody listened for a while: event hooks that are there, and unused. */
export const emallocEvents: PeerKind = {
  name: "emalloc-events",
  about: "our memory manager, ILP32, its event listeners gone again",
  async create() {
    const manager = createMemoryManager({ env: {} });
    for (const event of ["allocate", "reallocate", "free"] as const) {
      const stop = manager.on(event, () => {});
      stop();
    }
    return managerPeer(manager);
  },
};
