import { describe, expect, it } from "vitest";
import { geometricMean, median, quantile, spread } from "../src/statistics.js";

describe("statistics", () => {
  it("takes the median of odd and even counts, in any order, and leaves the values alone", () => {
    const values = [9, 1, 5];
    expect(median(values)).toBe(5);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(values).toEqual([9, 1, 5]);
  });

  it("takes quantiles between two values in proportion", () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it("gives the spread as half the distance of the quartiles over the median", () => {
    expect(spread([10, 20, 30, 40, 50])).toBeCloseTo(10 / 30);
    expect(spread([3, 3, 3])).toBe(0);
  });

  it("takes geometric means, so that a ratio and its inverse cancel out", () => {
    expect(geometricMean([0.5, 2])).toBeCloseTo(1);
    expect(geometricMean([1, 10, 100])).toBeCloseTo(10);
  });
});
