import type { PeerKind } from "./peer.js";

/** The floor: what the loop costs when the allocator does nothing. */
export const empty: PeerKind = {
  name: "empty",
  about: "the loop alone",
  async create() {
    const allocator = {
      allocate: (_size: number): number => 8,
      free: (_address: number): void => {},
      reallocate: (address: number, _size: number): number => address,
    };
    return { allocator, memory: () => ({ real: 0, peak: 0 }), cells: () => new Int32Array(0) };
  },
};
