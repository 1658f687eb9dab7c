import { describe, expect, it } from "vitest";
import { htmlPage } from "../src/html.js";
import { buildReport, meanRatio, ratios, type Settings } from "../src/report.js";
import type { Measurement } from "../src/runner.js";
import { ratioTable, workloadTable } from "../src/table.js";
import { reached, targetTable } from "../src/targets.js";

function measured(peer: string, workload: string, runs: readonly number[], peak = 4096): Measurement {
  return { peer, workload, cold: 99, runs, memory: { real: 2048, peak } };
}

const settings = (reference: string): Settings => ({
  reference,
  processPerPeer: false,
  requests: false,
  oneCopy: false,
  clock: "wall",
});

const results = [
  measured("zend", "one", [10, 11, 12]),
  measured("tlsf", "one", [22, 20, 24]),
  measured("zend", "two", [9]),
  measured("tlsf", "two", [10]),
  measured("thi.ng", "one", [3000], Number.NaN),
];

describe("a report", () => {
  it("takes ratios of medians to the reference, workload by workload", () => {
    const report = buildReport(results, settings("tlsf"));
    expect(ratios(report.rows, "zend", "tlsf")).toEqual([0.5, 0.9]);
    expect(meanRatio(report.rows, "zend", "tlsf")).toBeCloseTo(Math.sqrt(0.45));
    expect(report.rows[0]).toMatchObject({ median: 11, fastest: 10, ratio: 0.5, cold: 99, realBytes: 2048 });
  });

  it("survives JSON: what is not known is null", () => {
    const report = buildReport(results, settings("dlmalloc"));
    const copy = JSON.parse(JSON.stringify(report));
    expect(copy).toEqual(report);
    expect(copy.rows[4]).toMatchObject({ peakBytes: null, ratio: null });
  });

  it("holds targets against the mean and against the worst workload", () => {
    const report = buildReport(results, settings("zend"));
    const target = { peer: "zend", against: "tlsf", atMost: 0.7 };
    expect(reached(target, report)).toBe(true);
    expect(reached({ ...target, atMost: 0.6 }, report)).toBe(false);
    expect(reached({ ...target, worstAtMost: 0.89 }, report)).toBe(false);
    expect(reached({ ...target, worstAtMost: 0.9 }, report)).toBe(true);
    expect(reached({ ...target, against: "dlmalloc" }, report)).toBeNull();
  });

  it("shows every peer and workload in the tables", () => {
    const report = buildReport(results, settings("zend"));
    const text = workloadTable(report.rows) + ratioTable(report) + targetTable(report);
    for (const word of ["zend", "tlsf", "thi.ng", "one", "two", "geo mean"]) expect(text).toContain(word);
  });

  it("becomes a page whose charts have one dot per row, and in which names are text", () => {
    const page = htmlPage(buildReport([...results, measured("<b>", "one & all", [5])], settings("zend")));
    expect(page.match(/<circle /g)).toHaveLength(6);
    expect(page).not.toContain("<b>");
    expect(page).not.toContain("one & all");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
