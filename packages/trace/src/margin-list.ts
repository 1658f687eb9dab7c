import type { CallSites, Note } from "./trace.js";

/** Call sites and annotations while they are being read or recorded: most traces have none, and then cost nothing. */
export class MarginList {
  private readonly names: string[] = [""];
  private readonly numbers = new Map<string, number>([["", 0]]);
  /** Where the site changes: from which operation on, and to which. */
  private readonly changes: [at: number, site: number][] = [];
  private readonly notes: Note[] = [];

  /** The number of a site's name, a new one for a new name. */
  siteNumber(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  /** From operation `at` on, operations come from there. */
  site(at: number, name: string): void {
    this.siteChange(at, this.siteNumber(name));
  }

  /** The same by number. */
  siteChange(at: number, site: number): void {
    this.changes.push([at, site]);
  }

  /** Somebody remarked something before operation `at`. */
  note(at: number, text: string): void {
    this.notes.push({ at, text });
  }

  /** The members that a trace of `length` operations has of it. */
  finish(length: number): { sites?: CallSites; notes?: readonly Note[] } {
    const { names, notes } = this;
    return {
      ...(names.length > 1 && { sites: { names, of: this.spread(length) } }),
      ...(notes.length > 0 && { notes }),
    };
  }

  private spread(length: number): Int32Array {
    const of = new Int32Array(length);
    for (const [index, [at, site]] of this.changes.entries()) of.fill(site, at, this.changes[index + 1]?.[0] ?? length);
    return of;
  }
}
