import type { MemoryManager } from "@zmm/emalloc";
import type { Ours, Peer, PeerKind } from "./peer.js";

function managerPeer({ callsOf }: Ours, manager: MemoryManager): Peer {
  return {
    allocator: callsOf(manager),
    memory: () => ({ real: manager.usage(true), peak: manager.peakUsage(true) }),
    cells: () => manager.memory.i32,
    endRequest: () => manager.endRequest(),
  };
}

/** Our Zend heap through the memory manager. */
export const emalloc: PeerKind = {
  name: "emalloc",
  about: "our memory manager, ILP32",
  async create(ours) {
    const code = await ours();
    return managerPeer(code, code.createMemoryManager({ env: {} }));
  },
};

/** The same after somebody listened for a while: event hooks that are there, and unused. */
export const emallocEvents: PeerKind = {
  name: "emalloc-events",
  about: "our memory manager, ILP32, its event listeners gone again",
  async create(ours) {
    const code = await ours();
    const manager = code.createMemoryManager({ env: {} });
    for (const event of ["allocate", "reallocate", "free"] as const) {
      const stop = manager.on(event, () => {});
      stop();
    }
    return managerPeer(code, manager);
  },
};
