/** What the project wants to reach, held against what was measured. */
import pc from "picocolors";
import type { Measurement } from "./runner.js";
import { geometricMean } from "./statistics.js";
import { alignColumns, ratio } from "./table.js";

interface Target {
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
  { peer: "zend-events", against: "zend", atMost: 1.02 },
];

/** The targets whose two peers were both measured. */
export function targetTable(results: readonly Measurement[]): string {
  const workloads = [...new Set(results.map((result) => result.workload))];
  const rows = TARGETS.flatMap((target) => {
    const ratios = workloads.map((workload) => ratio(results, workload, target.peer, target.against));
    if (ratios.some(Number.isNaN)) return [];
    return [
      [`${target.peer} / ${target.against}`, ...ratios.map((value) => value.toFixed(3)), ...judge(target, ratios)],
    ];
  });
  return rows.length === 0 ? "" : alignColumns([["target", ...workloads, "geo mean", "at most", ""], ...rows]);
}

function judge(target: Target, ratios: readonly number[]): string[] {
  const mean = geometricMean(ratios);
  const reached = mean <= target.atMost && Math.max(...ratios) <= (target.worstAtMost ?? Number.POSITIVE_INFINITY);
  const worst = target.worstAtMost === undefined ? "" : `, each ${target.worstAtMost}`;
  return [mean.toFixed(3), `${target.atMost}${worst}`, reached ? pc.green("reached") : pc.red("missed")];
}
