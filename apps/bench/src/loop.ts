/**
 * The replay loop, alone in its module: the bench imports it once per peer, each time under another URL, so that
 * every peer gets a copy whose call sites have only ever seen that peer.
 */
import type { Allocator } from "./peers/peer.js";
import { ALLOCATE, FREE, type Workload } from "./workload.js";

/**
 * Replays the operations from index `from` up to `to` against `allocator`. `blocks` holds the address of each
 * slot's block, 0 where there is none, and is kept up to date.
 */
export function replay(workload: Workload, allocator: Allocator, blocks: Int32Array, from: number, to: number): void {
  const { kinds, ids, sizes } = workload;
  for (let i = from; i < to; i++) {
    const kind = kinds[i] as number;
    const id = ids[i] as number;
    if (kind === ALLOCATE) {
      blocks[id] = allocator.allocate(sizes[i] as number);
    } else if (kind === FREE) {
      allocator.free(blocks[id] as number);
      blocks[id] = 0;
    } else {
      blocks[id] = allocator.reallocate(blocks[id] as number, sizes[i] as number);
    }
  }
}
