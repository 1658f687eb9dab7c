/**
 * The replay loop, alone in its module: the bench imports it once per peer, each time under another URL, so that
 * every peer gets a copy whose call sites have only ever seen that peer.
 *
 * What it costs is part of every figure, so it reads one array, asks for nothing twice, and has no imported binding, which engines
 * look up anew at each operation. What it replays, and on what, it closes over: to the engine these are constants, as the heap and
 * the arrays at the top of a program's module are, where each call would hand them over to be looked at again.
 */
import type { Allocator } from "./peers/peer.js";
import type { ALLOCATE, FREE, KIND_BITS, KIND_MASK, Workload } from "./workload.js";

/** Replays the operations from index `from` up to `to`. */
export type Replay = (from: number, to: number) => void;

/**
 * The loop of one peer over one workload: a function that replays the operations from index `from` up to `to`. `blocks` holds
 * the address of each slot's block, and for a slot without one whatever it last was.
 */
export function replayer({ steps }: Workload, allocator: Allocator, blocks: Int32Array): Replay {
  const replay: Replay = (from, to) => {
    const end = 2 * to;
    for (let i = 2 * from; i < end; i += 2) {
      const step = steps[i] as number;
      const kind = step & (3 satisfies typeof KIND_MASK);
      const id = step >>> (2 satisfies typeof KIND_BITS);
      if (kind === (0 satisfies typeof ALLOCATE)) {
        blocks[id] = allocator.allocate(steps[i | 1] as number);
      } else if (kind === (1 satisfies typeof FREE)) {
        allocator.free(blocks[id] as number);
      } else {
        blocks[id] = allocator.reallocate(blocks[id] as number, steps[i | 1] as number);
      }
    }
  };
  return replay;
}
