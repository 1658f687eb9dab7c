import { MemPool } from "@thi.ng/malloc";
import type { PeerKind } from "./peer.js";

/** Its pool cannot grow; the pages that are never touched cost nothing. */
const POOL_BYTES = 256 * 1024 * 1024;

/** The npm package that people use. */
export const thingMalloc: PeerKind = {
  name: "thi.ng",
  about: "@thi.ng/malloc",
  async create() {
    const pool = new MemPool({ size: POOL_BYTES });
    let nulls = 0;
    const counted = (address: number, size: number): number => {
      if (address === 0 && size > 0) nulls++;
      return address;
    };
    const allocator = {
      allocate: (size: number): number => counted(pool.malloc(size), size),
      free: (address: number): void => {
        pool.free(address);
      },
      // what was of size 0 has no block that it could find
      reallocate: (address: number, size: number): number =>
        counted(address === 0 ? pool.malloc(size) : pool.realloc(address, size), size),
    };
    // the top of the pool comes down again when blocks at the end are freed, so the peak is not known
    const memory = () => ({ real: pool.stats().top, peak: Number.NaN });
    return {
      allocator,
      memory,
      cells: () => new Int32Array(pool.buf),
      nulls: () => nulls,
      reset: () => pool.freeAll(),
    };
  },
};
