/** What a request left behind. @zend zend_mm_check_leaks */
import type { ZendHeap } from "@zmm/heap";
import type { Site } from "./place.js";
import type { SiteTable } from "./site-table.js";
import { placeText, relayLines, scriptLine } from "./text.js";

/** A block that was allocated and not freed. */
export interface Leak {
  readonly address: number;
  /** Requested bytes. */
  readonly size: number;
  /** Where it was allocated. */
  readonly site: Site;
}

/** All live blocks of a debug heap but the reserve, newest segment first. */
export function findLeaks(heap: ZendHeap, table: SiteTable): Leak[] {
  const leaks: Leak[] = [];
  for (const status of heap.liveBlocks()) {
    // only the heap's own reserve is allocated without any file
    if (status.file !== 0) leaks.push({ address: status.address, size: status.size, site: table.siteOf(status) });
  }
  return leaks;
}

/** PHP's report of `leaks`: leaks of one line are told once, with a count. Empty when there are none. */
export function leakReport(leaks: readonly Leak[], script: string): string {
  if (leaks.length === 0) return "";
  const lines: string[] = [];
  for (const [first, ...others] of leaksByPlace(leaks)) {
    if (first === undefined) continue;
    lines.push(scriptLine(script, new Date()), leakLine(first, script), ...relayLines(first.site));
    if (others.length > 0) lines.push(`Last leak repeated ${others.length} time${others.length > 1 ? "s" : ""}`);
  }
  lines.push(`=== Total ${leaks.length} memory leaks detected ===`);
  return lines.map((line) => `${line}\n`).join("");
}

function leaksByPlace(leaks: readonly Leak[]): Leak[][] {
  const groups = new Map<string, Leak[]>();
  for (const leak of leaks) {
    const place = placeText(leak.site);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [leak]);
    else group.push(leak);
  }
  return [...groups.values()];
}

function leakLine(leak: Leak, script: string): string {
  const address = leak.address.toString(16).toUpperCase().padStart(8, "0");
  return `${placeText(leak.site)} :  Freeing 0x${address} (${leak.size} bytes), script=${script}`;
}
