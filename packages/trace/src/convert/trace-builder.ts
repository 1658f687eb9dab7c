import { MarginList } from "../margin-list.js";
import { OpList } from "../op-list.js";
import { IdPool } from "../record/id-pool.js";
import { OP_ALLOCATE, OP_FREE, OP_REALLOCATE, type Trace } from "../trace.js";

/**
 * Makes a trace of what other programs log: calls with pointers. What a log leaves out is filled in as far as it can
 * be: a block from before the log began is ignored, and one that is handed out again was freed in between.
 * A pointer is any text that names it; `null` stands for none.
 */
export class LogTraceBuilder {
  private readonly list = new OpList();
  private readonly margin = new MarginList();
  private readonly pool = new IdPool();
  private readonly ids = new Map<string, number>();
  private siteNow = 0;

  /** How many operations there are. */
  get length(): number {
    return this.list.length;
  }

  /** The operations that follow come from there; the empty text for not known. */
  site(name: string): void {
    const number = this.margin.siteNumber(name);
    if (number !== this.siteNow) this.margin.siteChange(this.list.length, number);
    this.siteNow = number;
  }

  /** A call that returned null leaves no trace: what another allocator had no memory for, this one may have. */
  allocate(pointer: string | null, size: number): void {
    if (pointer === null) return;
    if (this.ids.has(pointer)) this.free(pointer);
    const id = this.pool.take();
    this.ids.set(pointer, id);
    this.list.push(OP_ALLOCATE, id, size);
  }

  free(pointer: string | null): void {
    const id = pointer === null ? undefined : this.ids.get(pointer);
    if (pointer === null || id === undefined) return;
    this.ids.delete(pointer);
    this.pool.release(id);
    this.list.push(OP_FREE, id, 0);
  }

  /** From now on `to` names the block that `from` named, unless there is none, or `to` names another one. */
  rename(from: string | null, to: string | null): void {
    const id = from === null ? undefined : this.ids.get(from);
    if (from === null || to === null || id === undefined || this.ids.has(to)) return;
    this.ids.delete(from);
    this.ids.set(to, id);
  }

  /** C's rule: of null it allocates, to size 0 with null back it frees, and otherwise null back means nothing happened. */
  reallocate(from: string | null, size: number, to: string | null): void {
    const id = from === null ? undefined : this.ids.get(from);
    if (from === null || id === undefined) this.allocate(to, size);
    else if (to === null && size === 0) this.free(from);
    else if (to !== null) {
      this.ids.delete(from);
      if (this.ids.has(to)) this.free(to);
      this.ids.set(to, id);
      this.list.push(OP_REALLOCATE, id, size);
    }
  }

  finish(name: string): Trace {
    const { list, margin, pool } = this;
    list.finish();
    const { ops, ids, sizes, length } = list;
    return { name, settings: {}, length, ops, ids, sizes, idCount: pool.count, ...margin.finish(length) };
  }
}
