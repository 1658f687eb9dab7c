/** Blocks by size. */
import type { BlockView } from "../walk/segments.js";
import type { CollectedBlocks } from "./statistics.js";

/** How many blocks, and their bytes, headers included. */
export interface CountAndBytes {
  readonly count: number;
  readonly bytes: number;
}

/** The blocks of the sizes from `from` to below `to` bytes, headers included. */
export interface HistogramRow {
  readonly from: number;
  readonly to: number;
  readonly used: CountAndBytes;
  readonly cached: CountAndBytes;
  /** On the free lists and the rest list. */
  readonly free: CountAndBytes;
}

/** One row per power of two, from the smallest block's to the largest's. */
export function histogramOf(all: CollectedBlocks): HistogramRow[] {
  const used = byPower(all.used);
  const cached = byPower(all.cached);
  const free = byPower([...all.free, ...all.rest]);
  const powers = [...used.keys(), ...cached.keys(), ...free.keys()];
  if (powers.length === 0) return [];
  const first = Math.min(...powers);
  const none: CountAndBytes = { count: 0, bytes: 0 };
  return Array.from({ length: Math.max(...powers) - first + 1 }, (_, row) => {
    const power = first + row;
    const counts = [used, cached, free].map((of) => of.get(power) ?? none);
    const [usedHere = none, cachedHere = none, freeHere = none] = counts;
    return { from: 2 ** power, to: 2 ** (power + 1), used: usedHere, cached: cachedHere, free: freeHere };
  });
}

function byPower(blocks: readonly BlockView[]): Map<number, CountAndBytes> {
  const rows = new Map<number, CountAndBytes>();
  for (const { size } of blocks) {
    const power = Math.floor(Math.log2(size));
    const row = rows.get(power) ?? { count: 0, bytes: 0 };
    rows.set(power, { count: row.count + 1, bytes: row.bytes + size });
  }
  return rows;
}
