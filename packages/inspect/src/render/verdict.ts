/** The outcome of a check as text. */
import { RULES } from "../check/rules.js";
import type { Verdict } from "../check/verdict.js";
import { count, hex } from "../hex.js";
import { painter, type RenderOptions } from "./paint.js";

/** One paragraph per violation, one line per quirk, and a last line that sums up. */
export function renderVerdict(verdict: Verdict, options: RenderOptions = {}): string {
  const paint = painter(options);
  const violations = verdict.violations.flatMap(({ address, rule, expected, found, cause }) => [
    `${paint("bad", `${hex(address)} ${rule}`)}: ${RULES[rule].holds}`,
    `  expected ${expected}`,
    `  found    ${found}`,
    paint("dim", `  perhaps  ${cause}`),
  ]);
  const notes = verdict.notes.map(
    ({ quirk, address, text }) => `${paint("cached", `${hex(address)} quirk ${quirk}`)}: ${text}`,
  );
  return [...violations, ...notes, summary(verdict, options)].join("\n");
}

function summary({ healthy, violations, notes, truncated }: Verdict, options: RenderOptions): string {
  const paint = painter(options);
  const quirks = notes.length === 0 ? "" : `, ${count(notes.length, "quirk")}`;
  if (healthy) return paint("good", `the heap is healthy${quirks}`);
  return paint(
    "bad",
    `the heap is damaged: ${count(violations.length, "violation")}${truncated ? " and more" : ""}${quirks}`,
  );
}
