import { heapPeer } from "./our-heap.js";
import type { PeerKind } from "./peer.js";

/** Our second heap, which persistent allocations go to. */
export const systemHeap: PeerKind = {
  name: "system",
  about: "our system heap",
  async create(ours) {
    const { SystemHeap, arrayBuffer } = await ours();
    return heapPeer(SystemHeap.create(arrayBuffer()));
  },
};
