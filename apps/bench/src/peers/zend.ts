import type { ZendHeapOptions } from "@zmm/heap";
import { heapPeer } from "./our-heap.js";
import type { PeerKind } from "./peer.js";

/** Our Zend heap, called bare. */
function zendHeap(
  name: string,
  about: string,
  options: ZendHeapOptions,
  storage: "wasmMemory" | "arrayBuffer" = "wasmMemory",
): PeerKind {
  return {
    name,
    about,
    async create(ours) {
      const { ZendHeap, [storage]: provider } = await ours();
      return heapPeer(ZendHeap.create(provider(), options));
    },
  };
}

export const zendHeaps: readonly PeerKind[] = [
  zendHeap("zend", "our Zend heap, ILP32", {}),
  zendHeap("zend-js", "our Zend heap, ILP32, over an ArrayBuffer: all of it JavaScript", {}, "arrayBuffer"),
  zendHeap("zend-lp64", "our Zend heap, LP64", { model: "lp64" }),
  zendHeap("zend-debug", "our Zend heap, LP64 debug build", { model: "lp64-debug" }),
  zendHeap("zend-hardened", "our Zend heap, ILP32, hardened", { hardened: true }),
];
