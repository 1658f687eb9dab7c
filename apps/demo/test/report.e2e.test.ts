/** Files that `zmm report` wrote, in a real browser: what they draw, what moves them, and that nothing goes wrong. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM } from "../../../scripts/chromium.js";
import { corpus, scratchFolder, zmm } from "./zmm.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const MAX_BYTES = 5_000_000;
/** Milliseconds; it takes a fifth of them. */
const MAX_OPENING = 2000;
const SITES = ["main index.php:1;draw page.php:7", "main index.php:1", ""];

const scratch = scratchFolder();
const reports = {
  million: () => corpus("long/wordpress_1m.trace.gz"),
  sites: () => scratch.write("sites.trace", traceWithSites()),
  requests: () => corpus("traces/requests.trace.gz"),
  limit: () => corpus("traces/syn_limit.trace.gz"),
  two: () => scratch.write("two.trace", "#zmm-trace 1\na 0 100\nf 0\n"),
  single: () => scratch.write("single.trace", "a 0 1\n"),
} as const;
type Report = keyof typeof reports;
const paths = new Map<Report, string>();
let browser: Browser;

/** A program of three call sites that fills, empties and leaks. */
function traceWithSites(): string {
  const lines = ["#zmm-trace 1"];
  for (let round = 0; round < 40; round++) {
    lines.push(`#^ ${SITES[round % SITES.length]}`.trimEnd());
    for (let id = 0; id < 100; id++) lines.push(`a ${round * 100 + id} ${8 + ((round * 37 + id * 11) % 3000)}`);
    for (let id = 0; id < 90; id++) lines.push(`f ${round * 100 + id}`);
    if (round === 20) lines.push("#: halfway, with <b>markup</b> in it");
  }
  return `${lines.join("\n")}\n`;
}

beforeAll(async () => {
  for (const [name, trace] of Object.entries(reports) as [Report, () => string][]) {
    const path = scratch.path(`${name}.html`);
    expect(zmm(["report", trace(), "-o", path])).toMatchObject({ code: 0, stderr: "" });
    paths.set(name, path);
  }
  browser = await chromium.launch(CHROMIUM);
});
afterAll(async () => {
  await browser?.close();
  scratch.remove();
});

interface Opened {
  readonly page: Page;
  /** What the console said, what was thrown, and what the page asked the network for. */
  readonly complaints: string[];
}

/** Opens a report and waits until it is drawn. */
async function open(name: Report, options: { dark?: boolean; width?: number } = {}): Promise<Opened> {
  const { dark = false, width = 1280 } = options;
  const page = await browser.newPage({
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    viewport: { width, height: 900 },
  });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) complaints.push(`it loads ${request.url()}`);
  });
  await page.goto(pathToFileURL(paths.get(name) ?? "").href);
  await page.waitForFunction(() => document.querySelectorAll(".uplot canvas").length === 3);
  return { page, complaints };
}

/** How many different colours a canvas shows. */
function coloursOf(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluateAll((canvases) =>
    canvases.map((each) => {
      const canvas = each as HTMLCanvasElement;
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(new Uint32Array(new Uint8Array(data).buffer)).size;
    }),
  );
}

/** What the charts write when they are drawn anew, as they are for another light. */
async function writtenBy(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const written: string[] = [];
    Object.assign(window, { written });
    CanvasRenderingContext2D.prototype.fillText = (text) => void written.push(text);
  });
  await page.emulateMedia({ colorScheme: "dark" });
  const read = () => page.evaluate(() => (window as unknown as { written: string[] }).written);
  await expect.poll(async () => (await read()).length).toBeGreaterThan(0);
  return read();
}

/** All pixels of the map, as text. */
const mapOf = (page: Page): Promise<string> =>
  page.locator("canvas.map").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

describe("the report of a million operations", () => {
  test("is small, and open soon", async () => {
    expect(readFileSync(paths.get("million") ?? "").length).toBeLessThan(MAX_BYTES);
    const { page, complaints } = await open("million");
    const drawn = await page.evaluate(
      () => new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))),
    );
    expect(drawn).toBeLessThan(MAX_OPENING);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each(["light", "dark"])("draws all of its charts, %s", async (scheme) => {
    const { page, complaints } = await open("million", { dark: scheme === "dark" });
    const charts = await coloursOf(page, ".uplot canvas");
    expect(charts).toHaveLength(3);
    for (const colours of charts) expect(colours).toBeGreaterThan(5);
    expect((await coloursOf(page, "canvas.map"))[0]).toBeGreaterThan(2);
    expect(await page.locator("svg g.bucket").count()).toBeGreaterThan(60);
    for (const title of [
      "Memory over time",
      "Fragmentation over time",
      "Map of the memory",
      "Sizes asked for",
      "Cache hit rates",
      "Temporary allocations",
      "Left at the end",
      "Settings",
    ]) {
      expect(await page.getByRole("heading", { name: title }).count(), title).toBe(1);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("moves the map, its figures and the charts by the slider", async () => {
    const { page, complaints } = await open("million");
    const figures = page.locator(".figures");
    const legend = page.locator(".u-legend").first();
    expect(await figures.textContent()).toContain("after operation1,000,000");
    expect(await legend.textContent()).toContain("1,000,000");
    const atTheEnd = await mapOf(page);
    await page.getByLabel("moment").fill("20");
    expect(await figures.textContent()).toContain("after operation100,000");
    expect(await legend.textContent()).toContain("100,000");
    expect(await mapOf(page)).not.toBe(atTheEnd);
    await page.getByLabel("moment").press("ArrowRight");
    expect(await figures.textContent()).toContain("after operation105,000");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("goes to the moment where a chart is clicked, and plays", async () => {
    const { page, complaints } = await open("million");
    const plot = page.locator(".u-over").first();
    const { width = 0, height = 0 } = (await plot.boundingBox()) ?? {};
    await plot.click({ position: { x: width / 2, y: height / 2 } });
    await expect.poll(() => page.getByLabel("moment").inputValue()).toBe("100");
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(async () => Number(await page.getByLabel("moment").inputValue())).toBeGreaterThan(103);
    await page.getByRole("button", { name: "Pause" }).click();
    expect(await page.getByRole("button", { name: "Play" }).count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test("one of a kind is told of as one", async () => {
  const { page, complaints } = await open("single");
  const text = await page.locator("body").textContent();
  expect(text).toContain("1 allocation, 0 frees, 0 reallocations.");
  expect(text).toContain("1 byte in 1 block was not freed at the end.");
  expect(complaints).toEqual([]);
  await page.close();
});

describe("a report", () => {
  test("says what was left, by whom, and what somebody remarked, as text", async () => {
    const { page, complaints } = await open("sites");
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toContain("400 blocks were not freed at the end");
    expect(text).toContain("draw page.php:7in main index.php:1");
    expect(text).toContain("with <b>markup</b> in it");
    expect(await page.locator("main section b").count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("of two operations has three moments, and counts in whole operations", async () => {
    const { page, complaints } = await open("two");
    expect(await page.getByLabel("moment").getAttribute("max")).toBe("2");
    await page.getByLabel("moment").fill("1");
    expect(await page.locator(".figures").textContent()).toContain("after operation1");
    const counts = (await writtenBy(page)).filter((text) => !/[a-zA-Z%]/.test(text));
    expect([...new Set(counts)].sort()).toEqual(["0", "1", "2"]);
    expect(readFileSync(paths.get("two") ?? "").length).toBeLessThan(150_000);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test.each(Object.keys(reports) as Report[])("fits a phone: %s", async (name) => {
    const { page, complaints } = await open(name, { width: 360 });
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.getByText("All figures").click();
    expect(await overflow()).toBe(0);
    await page.setViewportSize({ width: 1100, height: 800 });
    await expect.poll(async () => (await page.locator(".uplot").first().boundingBox())?.width).toBeGreaterThan(900);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("names its charts and their curves to those who do not see them", async () => {
    const { page } = await open("sites");
    const names = await page.locator("canvas").evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
    expect(names).toEqual([
      "Memory over time: real size, usage, cached",
      "Fragmentation over time: external, unused",
      expect.stringMatching(/^The memory after operation/),
      "Temporary allocations: temporary",
    ]);
    expect(await page.getByRole("img", { name: "over time" }).count()).toBe(2);
    await page.close();
  });

  test("lets a table that is too wide be scrolled by keys", async () => {
    const { page } = await open("limit", { width: 320 });
    const box = page.locator(".sideways").first();
    await box.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => box.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    await page.close();
  });

  test.each(["light", "dark"])("has nothing that axe finds serious, %s", async (scheme) => {
    const { page } = await open("sites", { dark: scheme === "dark" });
    await page.addScriptTag({ path: AXE });
    const { violations } = await page.evaluate(() =>
      (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
    await page.close();
  });
});
