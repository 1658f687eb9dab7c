import { describe, expect, test } from "vitest";
import { fc } from "../../../../scripts/properties.js";
import {
  clampWindow,
  geometryOf,
  type MapShape,
  type MapWindow,
  panWindow,
  placeAtPoint,
  wholeMap,
  windowAround,
  windowBetween,
  windowShowing,
  zoomWindow,
} from "../../src/map/map-window.js";

const shapes = fc.record({
  width: fc.integer({ min: 100, max: 2000 }),
  rows: fc.integer({ min: 1, max: 30 }),
  total: fc.integer({ min: 16, max: 2 ** 31 }).map((bytes) => bytes * 8),
});
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Any window that a shape has. */
function windowOf(shape: MapShape, start: number, closeness: number): MapWindow {
  const whole = wholeMap(shape);
  return clampWindow({ start: start * shape.total, scale: whole.scale * 10 ** (-8 * closeness) }, shape);
}

describe("windows of a map", () => {
  test("the whole map fits, to its last byte", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { start, rowBytes, rows } = geometryOf(wholeMap(shape), shape);
        expect(start).toBe(0);
        expect(rowBytes * rows * (1 + 1e-9)).toBeGreaterThanOrEqual(shape.total);
      }),
    );
  });

  test("zooming keeps the byte at the pointer within a word, unless the map ends", () => {
    fc.assert(
      fc.property(shapes, share, share, share, share, fc.double({ min: 0.2, max: 5, noNaN: true }), (...args) => {
        const [shape, start, closeness, across, down, factor] = args;
        const window = windowOf(shape, start, closeness);
        const before = geometryOf(window, shape);
        const x = across * before.width;
        const row = Math.floor(down * shape.rows);
        const zoomed = zoomWindow(window, factor, x, row, shape);
        const after = geometryOf(zoomed, shape);
        const last = shape.total - after.rowBytes * shape.rows;
        if (zoomed.start <= 0 || zoomed.start >= last || x >= after.width) return;
        const moved = placeAtPoint(after, x, row) - placeAtPoint(before, x, row);
        const isWords = after.scale < 1 / 6 || before.scale < 1 / 6;
        expect(Math.abs(moved)).toBeLessThanOrEqual(isWords ? 16 * shape.rows + 16 : 1e-6 * shape.total);
      }),
    );
  });

  test("the way from one window to another starts and ends at them, and keeps a zoom's point where it is", () => {
    fc.assert(
      fc.property(shapes, share, share, share, fc.double({ min: 0.2, max: 5, noNaN: true }), (...args) => {
        const [shape, start, closeness, across, factor] = args;
        const from = windowOf(shape, start, closeness);
        const x = across * shape.width;
        const scale = from.scale / factor;
        const to = { start: from.start + x * (from.scale - scale), scale };
        const slack = 1e-6 * shape.total;
        for (const part of [0, 0.25, 0.5, 1]) {
          const between = windowBetween(from, to, part);
          expect(between.scale / from.scale).toBeCloseTo(factor ** -part, 6);
          expect(Math.abs(between.start + x * between.scale - from.start - x * from.scale)).toBeLessThanOrEqual(slack);
        }
        expect(windowBetween(from, from, 0.5)).toEqual(from);
        expect(windowBetween(from, { ...from, start: from.start + 64 }, 0.5).start).toBe(from.start + 32);
      }),
    );
  });

  test("no way of moving leaves the map", () => {
    fc.assert(
      fc.property(
        shapes,
        share,
        share,
        fc.integer(),
        fc.integer({ min: -50, max: 50 }),
        (shape, start, near, x, rows) => {
          const window = panWindow(windowOf(shape, start, near), x, rows, shape);
          const { start: from } = geometryOf(window, shape);
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from).toBeLessThan(shape.total);
        },
      ),
    );
  });

  test("where bytes can be read, rows begin at words", () => {
    fc.assert(
      fc.property(shapes, share, (shape, start) => {
        const { start: from, rowBytes, scale } = geometryOf(windowOf(shape, start, 1), shape);
        if (scale >= 1 / 6 || scale >= wholeMap(shape).scale) return;
        expect(from % 8).toBe(0);
        expect(rowBytes % 8).toBe(0);
      }),
    );
  });

  test("a piece is shown in the middle, and a visible one moves nothing", () => {
    const shape = { width: 1000, rows: 10, total: 10_000_000 };
    const window = windowAround(5_000_000, 64, shape);
    const { start, rowBytes } = geometryOf(window, shape);
    expect(start).toBeLessThan(5_000_000);
    expect(start + rowBytes * 10).toBeGreaterThan(5_000_064);
    expect(windowShowing(5_000_000, 64, window, shape)).toBe(window);
    const moved = geometryOf(windowShowing(9_000_000, 64, window, shape), shape);
    expect(moved.start).toBeLessThanOrEqual(9_000_000);
    expect(moved.start + moved.rowBytes * 10).toBeGreaterThan(9_000_064);
    expect(moved.scale).toBe(window.scale);
  });

  test("points beside the rows have no place", () => {
    const geometry = geometryOf({ start: 0, scale: 2 }, { width: 100, rows: 2, total: 400 });
    expect(placeAtPoint(geometry, 10, 1)).toBe(220);
    expect(placeAtPoint(geometry, -1, 0)).toBe(-1);
    expect(placeAtPoint(geometry, 100, 0)).toBe(-1);
    expect(placeAtPoint(geometry, 0, 2)).toBe(-1);
  });
});
