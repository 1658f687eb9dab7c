import { readTrace, traceStatistics, writeTrace } from "@zmm/trace";
import { HeapSession } from "@zmm/viz";
import { describe, expect, test } from "vitest";
import { generate, isPattern, MOST_GENERATED, PATTERNS, type Pattern } from "../../src/input/patterns.js";

const NAMES = Object.keys(PATTERNS) as Pattern[];

describe.each(NAMES)("a program made up by %s", (pattern) => {
  const trace = generate(pattern, 7, 5000);

  test("has as many operations as asked for, and the same for the same seed", () => {
    expect(trace.length).toBe(5000);
    expect(writeTrace(generate(pattern, 7, 5000))).toBe(writeTrace(trace));
    expect(writeTrace(generate(pattern, 8, 5000))).not.toBe(writeTrace(trace));
  });

  test("is a valid trace: what it frees and resizes is live", () => {
    const read = readTrace(writeTrace(trace));
    expect([...read.ops]).toEqual([...trace.ops]);
    expect(read.idCount).toBeLessThanOrEqual(trace.idCount);
  });

  test("runs on a heap without a failure, and frees as well as it allocates", () => {
    const session = HeapSession.ofTrace(trace);
    session.seek(trace.length);
    expect(session.failures).toBe(0);
    const { frees, allocations } = traceStatistics(trace);
    expect(frees).toBeGreaterThan(allocations / 5);
  });
});

test("numbers out of range become the nearest that can be", () => {
  expect(generate("churn", 1, 0).length).toBe(1);
  expect(generate("churn", 1, 1e12).length).toBe(MOST_GENERATED);
  expect(isPattern("toString")).toBe(false);
});
