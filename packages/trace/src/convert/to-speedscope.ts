import { siteTotals } from "../site-totals.js";
import type { Trace } from "../trace.js";

/** What stands for operations whose call site is not known. */
const UNKNOWN = "(unknown)";

/**
 * The bytes that call sites asked for as a file for speedscope: one profile of all that was allocated, one of what was
 * live at the end.
 */
export function toSpeedscope(trace: Trace): string {
  const frames: { name: string }[] = [];
  const numbers = new Map<string, number>();
  const frameNumber = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, frames.length);
    return frames.push({ name }) - 1;
  };
  const totals = siteTotals(trace).map((total) => ({ ...total, stack: framesOf(total.site).map(frameNumber) }));
  const profile = (name: string, weight: (total: (typeof totals)[number]) => number): object => {
    const present = totals.filter((total) => weight(total) > 0);
    const weights = present.map(weight);
    const endValue = weights.reduce((sum, bytes) => sum + bytes, 0);
    const samples = present.map(({ stack }) => stack);
    return { type: "sampled", name, unit: "bytes", startValue: 0, endValue, samples, weights };
  };
  return JSON.stringify({
    $schema: "https://www.speedscope.app/file-format-schema.json",
    name: trace.name,
    exporter: "@zmm/trace",
    shared: { frames },
    profiles: [profile("allocated", ({ bytes }) => bytes), profile("live at the end", ({ liveBytes }) => liveBytes)],
  });
}

/** The frames of a call site, the outermost first. */
export function framesOf(site: string): string[] {
  return site === "" ? [UNKNOWN] : site.split(";");
}
