import { afterEach, describe, expect, test } from "vitest";
import { h, shallowRef } from "vue";
import { HeapSession, type MapWindow, MemoryMap } from "../../src/index.js";
import { type Mounted, mounted, press, settled } from "../support/mounted.js";

let view: Mounted | null = null;
afterEach(() => view?.unmount());

const session = (script: string, choice = {}): HeapSession => {
  const made = HeapSession.ofScript(script, choice);
  made.seek(made.length);
  return made;
};

describe("the whole heap in one row", () => {
  const overview = (shown: Mounted): string => shown.find<HTMLCanvasElement>(".overview canvas").toDataURL();

  test("is another heap's when the session is another, though it has moved as often", async () => {
    const script = "a = emalloc(100000)";
    const [small, large] = [{ segmentSize: 2 ** 18 }, { segmentSize: 2 ** 20 }].map((choice) =>
      session(script, choice),
    );
    view = await mounted(MemoryMap, { session: large });
    await settled();
    const wanted = overview(view);
    view.unmount();
    const of = shallowRef(small);
    view = await mounted(() => h(MemoryMap, { session: of.value! }), {});
    await settled();
    expect(overview(view)).not.toBe(wanted);
    of.value = large;
    await settled();
    await settled();
    expect(overview(view)).toBe(wanted);
  });
});

describe("zooming", () => {
  const told: (MapWindow | null)[] = [];
  const last = (): MapWindow => told.at(-1)!;
  const shown = async (): Promise<void> => {
    told.length = 0;
    const props = {
      session: session("a = emalloc(100000)"),
      "onUpdate:window": (window: MapWindow) => told.push(window),
    };
    view = await mounted(MemoryMap, props);
    await settled();
  };

  test("goes on from where the zoom before it goes to, however soon it comes", async () => {
    await shown();
    for (let times = 0; times < 3; times++) view!.button("Zoom in").click();
    const [first, , third] = told;
    expect(told).toHaveLength(3);
    expect(first!.scale / third!.scale).toBeCloseTo(4, 9);
    await settled();
    press(view!.find("[role=application]"), "-");
    expect(last().scale).toBeCloseTo(told[1]!.scale, 9);
    expect(last().start).toBeCloseTo(told[1]!.start, 3);
  });

  test("is told once, and what moves the picture meanwhile is not undone", async () => {
    await shown();
    view!.button("Zoom in").click();
    press(view!.find("[role=application]"), "ArrowDown");
    const moved = last();
    expect(moved.start).toBeGreaterThan(told[0]!.start);
    const lens = (): string => view!.find(".lens").style.left;
    await settled();
    const place = lens();
    for (let frame = 0; frame < 20; frame++) await settled();
    expect(lens()).toBe(place);
    expect(told).toHaveLength(2);
  });
});

describe("a tap", () => {
  const tap = (canvas: HTMLElement, x: number, y: number): void => {
    const { left, top } = canvas.getBoundingClientRect();
    const at = { clientX: left + x, clientY: top + y, pointerId: 1, pointerType: "touch", bubbles: true };
    // no pointer of the test's own can be captured
    canvas.setPointerCapture = () => {};
    for (const type of ["pointerdown", "pointerup", "pointerleave"]) canvas.dispatchEvent(new PointerEvent(type, at));
  };

  test("says what the block is, until the heap has moved", async () => {
    const of = session("a = emalloc(100000)");
    view = await mounted(MemoryMap, { session: of });
    await settled();
    tap(view.find(".picture canvas"), 200, 15);
    await settled();
    expect(of.pinned.value?.kind).toBe("block");
    expect(view.find(".tip").textContent).toContain(`0x${of.pinned.value?.address.toString(16)}`);
    of.seek(0);
    await settled();
    expect(view.all(".tip")).toEqual([]);
  });
});
