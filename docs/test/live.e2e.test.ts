/** What moves on the pages: live views, the search, keys. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../scripts/code-blocks.js";
import { builtPages, complaintsOf, offline, open, useSite } from "./support/site.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Pages whose text moves a stage. */
const LIVE = builtPages().filter((page) => source(page).includes("<GoTo"));

let context: BrowserContext;
let page: Page;

const site = useSite();
beforeEach(async () => {
  ({ context } = await offline(site.browser));
  page = await context.newPage();
});
afterEach(() => context.close());

describe("live views", () => {
  it("are on most pages of the explanation", () => {
    expect(LIVE.filter((path) => path.startsWith("explanation/")).length).toBeGreaterThan(10);
  });

  it.each(LIVE)("%s: each sentence moves its stage, an address restores it", async (path) => {
    const complaints = complaintsOf(page);
    const last = [...source(path).matchAll(/<GoTo[^>]*stage="([^"]+)"[^>]*:?step="(\d+)"/g)].at(-1)!;
    const [, stage, step] = last;
    await open(page, `${site.url}${path}#${encodeURIComponent(stage!)}=${step}`);
    const slider = page.locator(`figure[data-stage="${stage}"] input[type=range]`);
    await expect.poll(() => slider.inputValue()).toBe(step);

    const moves = await page.evaluate(clickAll);
    expect(moves).toHaveLength(source(path).match(/<GoTo/g)?.length ?? 0);
    for (const { wanted, ...got } of moves) {
      expect(got).toEqual({ stage: wanted, sentence: "step", hash: `#${wanted}` });
    }
    expect(complaints).toEqual([]);
  });

  it.each(LIVE)(
    "%s: on a phone each sentence brings what it shows into the window, and is read there too",
    async (path) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await open(page, site.url + path);
      const sights = await page.evaluate(clickAllAsRead);
      expect(sights).toHaveLength(source(path).match(/<GoTo/g)?.length ?? 0);
      for (const { views, isTextSeen } of sights) {
        expect(views).toBeGreaterThan(330);
        expect(isTextSeen).toBe(true);
      }
    },
  );

  it("stand still on a wide screen, where they are seen", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, `${site.url}explanation/split-and-merge.html`);
    const sentence = page.locator(".zmm-go-to").last();
    await sentence.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const before = await page.evaluate(() => window.scrollY);
    await sentence.click();
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
    expect(await page.getByRole("button", { name: "Back to the text" }).count()).toBe(0);
  });

  it("lead back to the sentence that moved them", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, `${site.url}zh/explanation/search.html`);
    const sentence = page.locator(".zmm-go-to").first();
    await sentence.click();
    await page.getByRole("button", { name: "回到正文" }).click();
    await expect.poll(() => sentence.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(48);
    expect(await sentence.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it("can be moved by keys alone", async () => {
    await open(page, `${site.url}explanation/cache.html`);
    const slider = page.locator("figure input[type=range]").first();
    const before = Number(await slider.inputValue());
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    expect(Number(await slider.inputValue())).toBe(before + 1);
    await page.locator(".zmm-go-to").nth(1).focus();
    await page.keyboard.press("Enter");
    expect(await slider.inputValue()).toBe(await page.locator(".zmm-go-to").nth(1).getAttribute("data-step"));
  });
});

describe("the search", () => {
  it.each([
    ["efree", "", /c-names|emalloc|guide/],
    ["ZEND_MM_SMALL_FREE_BUCKET", "", /c-names|free-buckets|layout/],
    ["free_buckets", "", /free-buckets/],
    ["键树", "zh/", /tree/],
    ["efree", "zh/", /zh\//],
    ["ZEND_MM_SMALL_FREE_BUCKET", "zh/", /zh\//],
  ])("finds %s in /%s", async (words, start, wanted) => {
    await open(page, `${site.url}${start}index.html`);
    await page.keyboard.press("Control+k");
    await page.locator(".search-input").fill(words);
    await page.locator(".results a").first().waitFor();
    const found = await page
      .locator(".results a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(found.some((href) => wanted.test(href))).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname !== `/${start}index.html`);
    expect(await page.locator(".VPDoc main").textContent()).toContain(words);
  });
});

describe("the search puts first", () => {
  it.each([
    ["block", "", /explanation\/block/],
    ["tree", "", /explanation\/tree/],
    ["storage", "", /guide\/swap-the-storage/],
    ["cache", "", /explanation\/cache/],
    ["leak", "", /guide\//],
    ["efree", "", /api\/.*#efree$/],
    ["treeNodes", "", /api\/.*#treenodes$/],
    ["MemoryLimitError", "", /#memorylimiterror$/],
    ["内存块", "zh/", /explanation\/block/],
  ])("for %s in /%s what explains it, and for a name what is called that", async (words, start, wanted) => {
    await open(page, `${site.url}${start}index.html`);
    await page.keyboard.press("Control+k");
    await page.locator(".search-input").fill(words);
    expect(await page.locator(".results a").first().getAttribute("href")).toMatch(wanted);
  });
});

describe("for everybody", () => {
  const checked = [
    "index.html",
    "guide/start.html",
    "guide/workers.html",
    "explanation/index.html",
    "explanation/cache.html",
    "explanation/free-buckets.html",
    "explanation/tree.html",
    "explanation/literature.html",
    "reference/errors.html",
    "reference/c-names.html",
    "reference/command-line.html",
    "internals/benchmarks.html",
    "api/@zmm/heap.html",
    "zh/index.html",
    "zh/explanation/tree.html",
  ];

  it("every page: axe finds nothing serious", { timeout: 600_000 }, async () => {
    const found: string[] = [];
    for (const path of builtPages()) found.push(...(await violationsOf(path)).map((text) => `${path}: ${text}`));
    expect(found).toEqual([]);
  });

  it.each(checked)("%s: axe finds nothing serious in the dark and on a phone", async (path) => {
    await page.setViewportSize({ width: 375, height: 812 });
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violationsOf(path)).toEqual([]);
  });

  it("leads from the first Tab past the navigation", async () => {
    await open(page, `${site.url}guide/start.html`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#VPContent");
  });
});

/** What axe finds on a page that is serious. */
async function violationsOf(path: string): Promise<string[]> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, site.url + path);
  await page.addScriptTag({ content: readFileSync(AXE, "utf8") });
  return page.evaluate(seriousViolations);
}

/** The Markdown of a built page; empty where there is none. */
function source(page: string): string {
  try {
    return readFileSync(join(ROOT, page.replace(/\.html$/, ".md")), "utf8");
  } catch {
    return "";
  }
}

interface Move {
  /** Stage and step as the sentence names them. */
  readonly wanted: string;
  /** The stage, and the step that its slider shows. */
  readonly stage: string;
  readonly sentence: string | null;
  readonly hash: string;
}

/** Clicks one sentence after the other, and tells what became of each. */
async function clickAll(): Promise<Move[]> {
  const moves: Move[] = [];
  for (const sentence of document.querySelectorAll<HTMLButtonElement>(".zmm-go-to")) {
    const { stage = "", step = "" } = sentence.dataset;
    sentence.click();
    await new Promise((resolve) => setTimeout(resolve));
    const slider = document.querySelector<HTMLInputElement>(`figure[data-stage="${stage}"] input[type=range]`);
    moves.push({
      wanted: `${stage}=${step}`,
      stage: `${stage}=${slider?.value}`,
      sentence: sentence.getAttribute("aria-current"),
      hash: decodeURIComponent(location.hash),
    });
  }
  return moves;
}

interface Sight {
  /** Pixels of the views that are in the window. */
  readonly views: number;
  /** Whether the text around the sentence is in the window, where it stands or beside the views. */
  readonly isTextSeen: boolean;
}

/** Brings one sentence after the other to where it is read, clicks it, and tells what is seen then. */
async function clickAllAsRead(): Promise<Sight[]> {
  const head = 48;
  const sights: Sight[] = [];
  for (const sentence of document.querySelectorAll<HTMLButtonElement>(".zmm-go-to")) {
    sentence.scrollIntoView({ block: "center", behavior: "instant" });
    sentence.click();
    await new Promise((resolve) => setTimeout(resolve));
    const figure = document.querySelector(`figure[data-stage="${sentence.dataset["stage"]}"]`);
    const box = figure?.querySelector(".views")?.getBoundingClientRect() ?? new DOMRect();
    const text = (figure?.querySelector(".note p") ?? sentence).getBoundingClientRect();
    sights.push({
      views: Math.min(box.bottom, innerHeight) - Math.max(box.top, head),
      isTextSeen: text.top >= head && text.bottom <= innerHeight,
    });
  }
  return sights;
}

interface AxeResult {
  readonly violations: { id: string; impact: string | null; nodes: { target: unknown[]; html: string }[] }[];
}

async function seriousViolations(): Promise<string[]> {
  const { axe } = window as unknown as { axe: { run(): Promise<AxeResult> } };
  const { violations } = await axe.run();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(" ")} ${html.slice(0, 120)}`));
}
