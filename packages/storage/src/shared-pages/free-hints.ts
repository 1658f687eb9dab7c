/**
 * Where free runs may be. A chunk's hint holds three lengths: of the free run at its start, of its longest, and of the
 * one at its end; a super chunk's hint that of its longest run, across the borders of its chunks.
 *
 * Whoever changes the bitmap computes the hints again, and looks at the hint's version before and after: if it moved,
 * the hint just written may be older than the bitmap, and is computed once more. So a hint is wrong only for a moment,
 * or because a thread ended in that moment; then whoever is misled by it computes it again.
 */
import type { LinearMemory } from "../linear-memory.js";
import { ChunkScan } from "./chunk-scan.js";
import { CHUNK_PAGES, CHUNK_SHIFT, END, type SharedTables, SUPER_CHUNKS, SUPER_SHIFT } from "./layout.js";

const LENGTH_BITS = 10;
const LENGTH_MASK = 1023;

export class FreeHints {
  private readonly memory: LinearMemory;
  private readonly scan: ChunkScan;
  private readonly end: number;
  private readonly hints: number;
  private readonly superHints: number;
  private readonly toVersion: number;

  /** `base` is the cell that the header begins at. */
  constructor(memory: LinearMemory, base: number, tables: SharedTables) {
    this.memory = memory;
    this.scan = new ChunkScan(memory, base + tables.bitmap);
    this.end = base + END;
    this.hints = base + tables.hints;
    this.superHints = base + tables.superHints;
    this.toVersion = tables.versions - tables.hints;
  }

  /** Computes the hints again after the pages from `page` up to `end` were taken or freed. */
  update(page: number, end: number): void {
    const first = page >>> CHUNK_SHIFT;
    const last = (end - 1) >>> CHUNK_SHIFT;
    let changed = false;
    for (let chunk = first; chunk <= last; chunk++) changed = this.renew(this.hints + chunk, chunk, true) || changed;
    if (!changed) return;
    for (let group = first >>> SUPER_SHIFT; group <= last >>> SUPER_SHIFT; group++) {
      this.renew(this.superHints + group, group, false);
    }
  }

  /**
   * A page from which on there should be `pages` free ones, the first such place by address; -1 when no hint tells of
   * one. Inside a chunk it is the start of the shortest run that is long enough.
   */
  find(pages: number): number {
    const chunks = this.chunkCount();
    let run = 0;
    for (let chunk = 0; chunk < chunks; ) {
      if ((chunk & (SUPER_CHUNKS - 1)) === 0 && this.isTooShort(chunk, chunks, pages, run)) {
        run = this.runAtEnd(chunk, Math.min(chunks, chunk + SUPER_CHUNKS), run);
        chunk += SUPER_CHUNKS;
        continue;
      }
      const hint = this.load(this.hints + chunk);
      if (run + startOf(hint) >= pages) return chunk * CHUNK_PAGES - run;
      if (longestOf(hint) >= pages) return this.shortestRun(chunk, pages);
      run = startOf(hint) === CHUNK_PAGES ? run + CHUNK_PAGES : endOf(hint);
      chunk++;
    }
    return -1;
  }

  /** Whether no run of `pages` pages is in the super chunk that begins at `chunk`, or enters it from `run` before. */
  private isTooShort(chunk: number, chunks: number, pages: number, run: number): boolean {
    if (this.load(this.superHints + (chunk >>> SUPER_SHIFT)) >= pages) return false;
    let entering = run;
    for (let at = chunk; at < Math.min(chunks, chunk + SUPER_CHUNKS); at++) {
      const start = startOf(this.load(this.hints + at));
      entering += start;
      if (start < CHUNK_PAGES) break;
    }
    return entering < pages;
  }

  /** Free pages right before chunk `end`, as far back as `chunk`, and `before` more if all since then are free. */
  private runAtEnd(chunk: number, end: number, before: number): number {
    let run = 0;
    for (let at = end - 1; at >= chunk; at--) {
      const length = endOf(this.load(this.hints + at));
      run += length;
      if (length < CHUNK_PAGES) return run;
    }
    return run + before;
  }

  /** The start of the shortest run of at least `pages` pages in a chunk, or of the chunk if the hint was wrong. */
  private shortestRun(chunk: number, pages: number): number {
    this.scan.run(chunk, this.load(this.end), pages);
    return chunk * CHUNK_PAGES + Math.max(0, this.scan.best);
  }

  /** Computes one hint; whether it became another. */
  private renew(cell: number, index: number, isChunk: boolean): boolean {
    const { i32 } = this.memory;
    const version = cell + this.toVersion;
    const before = i32[cell];
    // Adding to the version comes before the reads that follow, and after the change of the bitmap that led here.
    let seen = (Atomics.add(i32, version, 1) + 1) | 0;
    for (;;) {
      const hint = isChunk ? this.hintOfChunk(index) : this.hintOfSuper(index);
      Atomics.store(i32, cell, hint);
      const now = Atomics.load(i32, version);
      if (now === seen) return hint !== before;
      seen = now;
    }
  }

  private hintOfChunk(chunk: number): number {
    const { scan } = this;
    scan.run(chunk, this.load(this.end), CHUNK_PAGES);
    return scan.atStart | (scan.longest << LENGTH_BITS) | (scan.atEnd << (2 * LENGTH_BITS));
  }

  private hintOfSuper(group: number): number {
    const first = group << SUPER_SHIFT;
    const end = Math.min(this.chunkCount(), first + SUPER_CHUNKS);
    let longest = 0;
    let run = 0;
    for (let chunk = first; chunk < end; chunk++) {
      const hint = this.load(this.hints + chunk);
      longest = Math.max(longest, run + startOf(hint), longestOf(hint));
      run = startOf(hint) === CHUNK_PAGES ? run + CHUNK_PAGES : endOf(hint);
    }
    return longest;
  }

  private chunkCount(): number {
    return Math.ceil(this.load(this.end) / CHUNK_PAGES);
  }

  private load(cell: number): number {
    return this.memory.i32[cell] as number;
  }
}

function startOf(hint: number): number {
  return hint & LENGTH_MASK;
}

function longestOf(hint: number): number {
  return (hint >>> LENGTH_BITS) & LENGTH_MASK;
}

function endOf(hint: number): number {
  return (hint >>> (2 * LENGTH_BITS)) & LENGTH_MASK;
}
