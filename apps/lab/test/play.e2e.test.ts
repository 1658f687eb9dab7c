/** A million operations in the page: loaded, played, stepped, sought, and the same to the byte as in Node. */
import { createHash } from "node:crypto";
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { gunzip, Replayer, readTrace } from "@zmm/trace";
import { beforeAll, expect, test } from "vitest";
import { corpus, type LabPage, useLab } from "./support/lab-page.js";

const MIDDLE = 500_000;
const END = 1_000_000;
const MOST_BYTES = 300 * 2 ** 20;
const lab = useLab();
let page: LabPage;

beforeAll(async () => {
  page = await lab().open("#trace=wordpress_1m&step=0");
});

test("seeks to the middle in under a second, by the field that a reader uses", async () => {
  expect(await page.page.evaluate(() => window.zmmLab.session.value.length)).toBe(END);
  const field = page.page.getByLabel("Go to");
  await field.fill(String(MIDDLE));
  const milliseconds = await field.evaluate(async (element) => {
    const start = performance.now();
    element.dispatchEvent(new Event("change", { bubbles: true }));
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
  expect(await page.position()).toBe(MIDDLE);
  console.log(`seek to ${MIDDLE} of wordpress_1m and two frames: ${milliseconds.toFixed(0)} ms`);
  expect(milliseconds).toBeLessThan(1000);
});

test("holds the same bytes there as a replay in Node", async () => {
  const trace = readTrace(await gunzip(corpus("long/wordpress_1m.trace.gz")), "wordpress_1m");
  const replayer = new Replayer(trace, ZendHeap.create(arrayBuffer(), { model: "lp64" }));
  replayer.run(MIDDLE);
  const { u8 } = replayer.heap.memory;
  const there = await page.page.evaluate(async () => {
    const bytes = window.zmmLab.session.value.heap!.memory.u8;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
    return { length: bytes.length, sha256: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  });
  expect(there).toEqual({ length: u8.length, sha256: createHash("sha256").update(u8).digest("hex") });
});

test("steps back and on, by keys and by buttons", async () => {
  const before = await page.page.evaluate(() => window.zmmLab.session.value.heap!.usage());
  // in the field, arrows are the field's
  await page.page.getByLabel("Go to").blur();
  await page.page.locator("body").press("ArrowLeft");
  await page.waitForPosition(MIDDLE - 1);
  await page.page.getByRole("button", { name: "Step back" }).click();
  await page.waitForPosition(MIDDLE - 2);
  await page.page.locator("body").press("l");
  await page.waitForPosition(MIDDLE - 1);
  await page.page.getByRole("button", { name: "Step forward" }).click();
  await page.waitForPosition(MIDDLE);
  expect(await page.page.evaluate(() => window.zmmLab.session.value.heap!.usage())).toBe(before);
});

test("plays to the end and stays under 300 MiB with everything loaded", async () => {
  await page.page
    .getByLabel("Speed")
    .selectOption({ index: -1 + (await page.page.getByLabel("Speed").locator("option").count()) });
  await page.page.getByLabel("Go to").fill("900000");
  await page.page.keyboard.press("Enter");
  await page.waitForPosition(900_000);
  await page.page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForPosition(END);
  await page.page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.page.getByText("replaying,").waitFor({ state: "detached" });
  const bytes = await page.page.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measureUserAgentSpecificMemory.call(performance)).bytes;
  });
  console.log(`page with wordpress_1m loaded and played: ${(bytes / 2 ** 20).toFixed(0)} MiB`);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test("asks nobody but its own server for anything", () => {
  expect([...page.origins]).toEqual([new URL(lab().address).origin]);
});

test("has nothing to complain of", () => {
  expect(page.complaints).toEqual([]);
});
