import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, type Trace } from "./trace.js";

/** What one call site asked for. Sizes in bytes, as the program asked, not as a heap rounds them. */
export interface SiteTotals {
  /** The site, or the empty text for what is not known. */
  readonly site: string;
  /** Allocations, and reallocations, which count as new blocks. */
  readonly allocations: number;
  readonly bytes: number;
  /** Of these, what nobody had freed at the end. */
  readonly live: number;
  readonly liveBytes: number;
  /** Blocks that were freed by the very next operation. */
  readonly temporary: number;
}

/** The totals of all call sites, those with the most bytes first. A trace without sites has one, of empty name. */
export function siteTotals(trace: Trace): SiteTotals[] {
  const names = trace.sites?.names ?? [""];
  const totals = names.map((site) => ({ site, allocations: 0, bytes: 0, live: 0, liveBytes: 0, temporary: 0 }));
  const owner = new Int32Array(trace.idCount);
  const held = new Float64Array(trace.idCount).fill(-1);
  // the IDs that may have a block: those that were given one since the last request end
  let used: number[] = [];
  const release = (id: number): void => {
    const size = held[id]!;
    const total = totals[owner[id]!];
    if (size < 0 || !total) return;
    total.live--;
    total.liveBytes -= size;
    held[id] = -1;
  };
  for (let at = 0; at < trace.length; at++) {
    const op = trace.ops[at]!;
    const id = trace.ids[at]!;
    if (op === OP_END_REQUEST) {
      for (const other of used) release(other);
      used = [];
      continue;
    }
    if (op === OP_FREE && isTemporary(trace, at)) totals[owner[id]!]!.temporary++;
    release(id);
    if (op === OP_FREE) continue;
    const total = totals[trace.sites?.of[at] ?? 0]!;
    const size = trace.sizes[at]!;
    owner[id] = trace.sites?.of[at] ?? 0;
    held[id] = size;
    used.push(id);
    total.allocations++;
    total.bytes += size;
    total.live++;
    total.liveBytes += size;
  }
  return totals.filter(({ allocations }) => allocations > 0).sort((a, b) => b.bytes - a.bytes);
}

/** Whether the operation before allocated what this one frees. */
function isTemporary({ ops, ids }: Trace, at: number): boolean {
  return at > 0 && ops[at - 1] === OP_ALLOCATE && ids[at - 1] === ids[at];
}
