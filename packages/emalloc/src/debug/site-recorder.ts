/** Finds out where a call comes from: what the caller says, or the stack, each time or for one call of many. */
import { type CallSite, ConfigurationError } from "@zmm/heap";
import type { Place, Site } from "./place.js";
import type { SiteTable } from "./site-table.js";
import { callerOutside } from "./stack.js";

/**
 * How often a debug manager looks at the stack: at every call, never, or at one call of so many (reading a stack costs
 * some microseconds).
 */
export type CallSiteMode = "full" | "off" | { readonly sampleEvery: number };

export class SiteRecorder {
  private readonly table: SiteTable;
  private readonly every: number;
  private readonly sites = new Map<string, CallSite>();
  private readonly nowhere: CallSite;
  private calls = 0;
  private given: Site | null = null;

  constructor(table: SiteTable, mode: CallSiteMode) {
    this.table = table;
    this.every = intervalOf(mode);
    this.nowhere = { file: table.unknown, line: 0, origFile: 0, origLine: 0, label: "" };
  }

  /** What the next block's header shall say. */
  record(): CallSite {
    if (this.given !== null) return this.intern(this.given);
    const place = this.sampled() ? callerOutside() : null;
    return place === null ? this.nowhere : this.intern({ ...place, actual: null });
  }

  /** The place of the call that is being made; a file named `[unknown]` when the stack is not looked at. */
  here(): Site {
    if (this.given !== null) return this.given;
    const place = this.every > 0 ? callerOutside() : null;
    return { ...(place ?? this.table.placeOf(this.nowhere.file, 0)), actual: null };
  }

  /** Runs `action` with its calls said to be made at `site`. */
  at<R>(site: Site, action: () => R): R {
    const before = this.given;
    this.given = site;
    try {
      return action();
    } finally {
      this.given = before;
    }
  }

  private sampled(): boolean {
    if (this.every === 0) return false;
    this.calls++;
    return this.calls % this.every === 0;
  }

  private intern(site: Site): CallSite {
    const key = `${keyOf(site)}<${site.actual === null ? "" : keyOf(site.actual)}`;
    let known = this.sites.get(key);
    if (known === undefined) {
      known = this.callSite(site);
      this.sites.set(key, known);
    }
    return known;
  }

  private callSite(site: Site): CallSite {
    const { table } = this;
    const { actual } = site;
    table.note(site);
    if (actual !== null) table.note(actual);
    return {
      file: table.idOf(site.file),
      line: site.line,
      origFile: actual === null ? 0 : table.idOf(actual.file),
      origLine: actual === null ? 0 : actual.line,
      label: `${site.file}:${site.line}`,
    };
  }
}

function keyOf(place: Place): string {
  return `${place.file}:${place.line}`;
}

function intervalOf(mode: CallSiteMode): number {
  if (mode === "full") return 1;
  if (mode === "off") return 0;
  const { sampleEvery } = mode;
  if (Number.isSafeInteger(sampleEvery) && sampleEvery > 0) return sampleEvery;
  throw new ConfigurationError(`callSites.sampleEvery must be an integer above 0, got ${String(sampleEvery)}`);
}
