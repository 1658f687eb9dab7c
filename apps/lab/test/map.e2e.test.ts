/** The memory map under fingers, mouse and wheel, and what it shares with the other views. */
import { beforeEach, expect, test } from "vitest";
import { type LabPage, useLab } from "./support/lab-page.js";

const lab = useLab();
let page: LabPage;
beforeEach(async () => {
  await page?.page.close();
  page = await lab().open("#trace=smarty&step=9000&views=map,cache,hex");
});

const map = (): Promise<{ start: number; scale: number } | null> => page.page.evaluate(() => window.zmmLab.map.value);

/** Sends pointers to the picture, one after the other: kind, number of the finger, place. */
function pointers(events: readonly (readonly [string, number, number, number])[]): Promise<void> {
  return page.page.evaluate((list) => {
    const canvas = document.querySelector<HTMLCanvasElement>("[role=application] canvas")!;
    // fingers that are made up cannot be captured
    canvas.setPointerCapture = () => undefined;
    const box = canvas.getBoundingClientRect();
    for (const [type, pointerId, x, y] of list) {
      const at = { clientX: box.left + x, clientY: box.top + y };
      canvas.dispatchEvent(new PointerEvent(type, { ...at, pointerId, button: 0, buttons: 1, bubbles: true }));
    }
  }, events);
}

test("two fingers zoom about the place between them", async () => {
  await pointers([
    ["pointerdown", 1, 500, 100],
    ["pointerdown", 2, 600, 100],
    ["pointermove", 2, 700, 100],
    ["pointermove", 2, 900, 100],
    ["pointerup", 2, 900, 100],
    ["pointerup", 1, 500, 100],
  ]);
  const close = await map();
  const whole = await page.page.evaluate(() => window.zmmLab.session.value.heap!.usage(true));
  expect(close?.scale).toBeLessThan(whole / 9000 / 3);
});

test("dragging moves by what the pointer moves, and selects nothing", async () => {
  await page.page.getByRole("button", { name: "Zoom in" }).click();
  await page.page.getByRole("button", { name: "Zoom in" }).click();
  const before = await map();
  await pointers([
    ["pointerdown", 1, 500, 100],
    ["pointermove", 1, 450, 100],
    ["pointermove", 1, 400, 100],
    ["pointerup", 1, 400, 100],
  ]);
  const after = await map();
  expect((after?.start ?? 0) - (before?.start ?? 0)).toBeCloseTo(100 * (before?.scale ?? 0), 3);
  expect(await page.page.evaluate(() => window.zmmLab.session.value.pinned.value)).toBeNull();
});

test("the wheel belongs to the page until the map has the focus", async () => {
  const canvas = page.page.locator("[role=application] canvas");
  await canvas.hover({ position: { x: 500, y: 100 } });
  await page.page.mouse.wheel(0, 120);
  await page.page.waitForFunction(() => scrollY > 0);
  expect(await map()).toBeNull();
  await page.page.getByRole("application").focus();
  await canvas.hover({ position: { x: 500, y: 100 } });
  await page.page.mouse.wheel(0, -240);
  await page.page.waitForFunction(() => window.zmmLab.map.value !== null);
});

test("a click selects a block, in all views, and a second one elsewhere another", async () => {
  const canvas = page.page.locator("[role=application] canvas");
  await canvas.click({ position: { x: 500, y: 80 } });
  const first = await page.page.evaluate(() => window.zmmLab.session.value.pinned.value);
  expect(first?.kind).toBe("block");
  expect(await page.page.evaluate(() => window.zmmLab.session.value.selection.value)).toEqual(first);
  await canvas.click({ position: { x: 900, y: 80 } });
  const second = await page.page.evaluate(() => window.zmmLab.session.value.pinned.value);
  expect(second?.address).not.toBe(first?.address);
});

test("a block of the cache lights up on the map", async () => {
  const chip = page.page.locator(".zmm-chip-cached").first();
  await chip.scrollIntoViewIfNeeded();
  const dark = await page.picture();
  await chip.hover();
  await page.page.waitForFunction(() => window.zmmLab.session.value.selection.value !== null);
  expect(await page.picture()).not.toBe(dark);
});

test("close enough, every byte is there, and the table says what the picture shows", async () => {
  const canvas = page.page.locator("[role=application] canvas");
  await canvas.dblclick({ position: { x: 500, y: 100 } });
  await page.page.waitForFunction(() => window.zmmLab.map.value !== null);
  await page.page.getByText("The picture as a table").first().click();
  const table = page.page.getByRole("region", { name: "Memory map as a table" });
  const pinned = await page.page.evaluate(() => window.zmmLab.session.value.pinned.value);
  const row = table.locator("tbody tr").filter({ hasText: `0x${pinned?.address.toString(16)}` });
  // the picture is drawn, and the table with it, one frame after the other
  await row.first().waitFor();
  await page.page.getByRole("application").press("+");
  expect(page.complaints).toEqual([]);
});
