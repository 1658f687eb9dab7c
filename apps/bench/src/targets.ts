/** What the project wants to reach on whole programs, held against what was measured. */
import { meanRatio, type Report, ratios, workloadsOf } from "./report.js";
import { geometricMean } from "./statistics.js";
import { alignColumns } from "./table.js";

export interface Target {
  readonly peer: string;
  readonly against: string;
  /** Geometric mean of the ratios, at most. */
  readonly atMost: number;
  /** Ratio on the worst workload, at most. */
  readonly worstAtMost?: number;
}

export const TARGETS: readonly Target[] = [
  { peer: "zend", against: "dlmalloc", atMost: 0.6 },
  { peer: "zend", against: "tlsf", atMost: 0.55, worstAtMost: 0.95 },
  { peer: "zend", against: "thi.ng", atMost: 0.02 },
  { peer: "zend-lp64", against: "zend", atMost: 1.1 },
  { peer: "zend-hardened", against: "zend", atMost: 1.3 },
  { peer: "zend-debug", against: "zend", atMost: 4 },
  { peer: "emalloc", against: "zend", atMost: 1.1 },
  { peer: "emalloc-events", against: "emalloc", atMost: 1.02 },
];

/** Whether the report reaches the target; null when it lacks one of the two peers. */
export function reached(target: Target, { rows }: Report): boolean | null {
  const each = ratios(rows, target.peer, target.against);
  if (each.length === 0 || each.some(Number.isNaN)) return null;
  const mean = meanRatio(rows, target.peer, target.against);
  return mean <= target.atMost && Math.max(...each) <= (target.worstAtMost ?? Number.POSITIVE_INFINITY);
}

/** The targets whose two peers were both measured; empty when there are none. */
export function targetTable(report: Report): string {
  const { rows } = report;
  const lines = TARGETS.flatMap((target) => {
    const { peer, against, atMost, worstAtMost } = target;
    const verdict = reached(target, report);
    if (verdict === null) return [];
    const each = ratios(rows, peer, against).map((value) => value.toFixed(3));
    const limit = worstAtMost === undefined ? `${atMost}` : `${atMost}, each ${worstAtMost}`;
    const mean = meanRatio(rows, peer, against).toFixed(3);
    const fastest = geometricMean(ratios(rows, peer, against, "fastest")).toFixed(3);
    return [[`${peer} / ${against}`, ...each, mean, fastest, limit, verdict ? "reached" : "missed"]];
  });
  return lines.length === 0
    ? ""
    : alignColumns([["target", ...workloadsOf(rows), "geo mean", "of fastest", "at most", ""], ...lines]);
}
