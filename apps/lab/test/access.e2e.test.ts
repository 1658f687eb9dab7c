/** Who cannot see, use a mouse, bear motion or hold a large screen has the lab too. */
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { describe, expect, test } from "vitest";
import { VIEW_NAMES } from "../src/state/views.js";
import { type LabPage, type PageOptions, useLab } from "./support/lab-page.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const ALL = VIEW_NAMES.join(",");
const lab = useLab();
/** What axe finds that is serious or worse, each with the elements it is about. */
async function seriousFaults({ page }: LabPage): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.slice(0, 4).map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe("axe finds nothing serious", () => {
  const pages: Readonly<Record<string, readonly [string, PageOptions]>> = {
    "all views, light": [`#trace=smarty&step=9000&views=${ALL}`, {}],
    "all views, dark": [`#trace=smarty&step=9000&views=${ALL}`, { dark: true }],
    "all views, phone": [`#trace=smarty&step=9000&views=${ALL}`, { width: 390, height: 844 }],
    "the debug model": [`#trace=syn_small&step=900&heap=zend-lp64-debug&views=${ALL}`, {}],
    "two heaps, dark": ["#trace=syn_small&step=900&with=system&views=map,charts", { dark: true }],
    "the system heap": [`#trace=syn_small&step=900&heap=system&views=${ALL}`, {}],
    "an empty heap": [`#script=&step=0&views=${ALL}`, {}],
    "an error, dark": ["#trace=nobody", { dark: true }],
  };
  test.each(Object.entries(pages))("%s", async (_, [hash, options]) => {
    const page = await lab().open(hash, options);
    expect(await seriousFaults(page)).toEqual([]);
    await page.page.close();
  });

  test.each(["o", "s", "?"])("the dialog behind %s, light and dark", async (key) => {
    for (const dark of [false, true]) {
      const page = await lab().open("#script=&step=0", { dark });
      await page.page.locator("body").press(key);
      await page.page.getByRole("dialog").waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.page.keyboard.press("Escape");
      await page.page.getByRole("dialog").waitFor({ state: "detached" });
      expect(page.complaints).toEqual([]);
      await page.page.close();
    }
  });
});

describe("the keyboard alone", () => {
  test("comes back from a dialog to where it was", async () => {
    const { page } = await lab().open("#script=&step=0");
    const share = page.getByRole("button", { name: "Share" });
    for (const end of ["Escape", "Enter"]) {
      await share.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").getByRole("button", { name: "Close" }).focus();
      await page.keyboard.press(end);
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await share.evaluate((button) => button === document.activeElement)).toBe(true);
    }
    await page.close();
  });

  test("has its keys when the focus is on a box to tick or on the slider of time", async () => {
    const { page } = await lab().open("#trace=syn_small&step=900&views=map");
    const boxes = [page.getByLabel("Cache", { exact: true }), page.getByLabel("follow each step")];
    for (const box of [...boxes, page.getByRole("slider", { name: "Operation" })]) {
      await box.focus();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.close();
  });

  test("comes to everything in the order of the page", async () => {
    const { page } = await lab().open("#trace=syn_small&step=900&views=map");
    const seen: string[] = [];
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      seen.push(
        await page.evaluate(() => {
          const { activeElement: element } = document;
          const label = element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
          return `${label}|${element?.getAttribute("type") ?? element?.tagName}`;
        }),
      );
    }
    const order = [
      "To the views",
      "Open another trace",
      "Choose another heap",
      "Compare",
      "Share",
      "Step back",
      "Memory map:",
      "Do it",
    ];
    const places = order.map((label) => seen.findIndex((each) => each.startsWith(label)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    await page.close();
  });

  test("keeps its place on buttons that have nothing more to do, or are gone", async () => {
    const { page } = await lab().open("#trace=syn_small&step=900&with=system&views=map&map=1024,8");
    const focus = () =>
      page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.ariaLabel);
    const press = async (name: string): Promise<void> => {
      await page.getByRole("button", { name, exact: true }).first().focus();
      await page.keyboard.press("Enter");
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    };
    for (const name of ["To the end", "To the start", "Whole heap"]) {
      await press(name);
      expect(await focus()).toBe(name);
      expect(await page.getByRole("button", { name, exact: true }).first().isDisabled()).toBe(true);
    }
    await press("End the comparison");
    expect(await focus()).toBe("Compare");
    await page.close();
  });

  test("never comes to what the bar of time hides", async () => {
    for (const width of [1280, 610]) {
      const { page } = await lab().open(`#trace=smarty&step=9000&views=${ALL}`, { width, height: 800 });
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const hidden: string[] = [];
      for (let presses = 0; presses < 70; presses++) {
        await page.keyboard.press("Shift+Tab");
        const label = await page.evaluate(() => {
          const element = document.activeElement!;
          const bar = document.querySelector(".timebar")!;
          const isBelow = bar.compareDocumentPosition(element) === Node.DOCUMENT_POSITION_FOLLOWING;
          const isHidden = element.getBoundingClientRect().top < bar.getBoundingClientRect().bottom - 1;
          return isBelow && isHidden ? element.outerHTML.slice(0, 120) : "";
        });
        if (label !== "") hidden.push(label);
      }
      expect(hidden).toEqual([]);
      await page.close();
    }
  });

  test("goes from block to block on the map, which says what they are", async () => {
    const { page } = await lab().open("#trace=syn_small&step=900&views=map");
    const map = page.getByRole("application");
    await map.focus();
    await page.keyboard.press("n");
    const pinned = () => page.evaluate(() => window.zmmLab.session.value.pinned.value);
    const first = await pinned();
    await page.keyboard.press("n");
    const second = await pinned();
    expect(second?.address).toBeGreaterThanOrEqual((first?.address ?? 0) + (first?.bytes ?? 0));
    const said = await page.locator(".zmm-view [aria-live=polite]").first().textContent();
    expect(said).toContain(`at 0x${second?.address.toString(16)}`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.zmmLab.map.value !== null);
    await page.keyboard.press("0");
    await page.waitForFunction(() => window.zmmLab.map.value === null);
    await page.keyboard.press("Escape");
    expect(await pinned()).toBeNull();
    await page.close();
  });

  test("moves through time on a chart", async () => {
    const { page } = await lab().open("#trace=syn_small&step=0&views=charts");
    const chart = page.getByRole("slider", { name: "Memory over time" });
    const length = Number(await chart.getAttribute("aria-valuemax"));
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate(() => window.zmmLab.session.value.position)).toBe(Math.round(length / 100));
    await page.keyboard.press("End");
    expect(await chart.getAttribute("aria-valuenow")).toBe(String(length));
    await page.close();
  });
});

test("a click on a chart goes to that moment", async () => {
  const { page } = await lab().open("#trace=syn_small&step=0&views=charts");
  const over = page.locator(".zmm-chart .u-over").first();
  const box = await over.boundingBox();
  await over.click({ position: { x: (box?.width ?? 0) / 2, y: 40 } });
  const [position, length] = await page.evaluate(() => {
    const { session } = window.zmmLab;
    return [session.value.position, session.value.length];
  });
  expect(position).toBeCloseTo(length / 2, -3);
  await page.close();
});

test.each([1440, 1024, 390])("nothing is wider than a page of %i pixels", async (width) => {
  for (const hash of [
    `#trace=smarty&step=9000&views=${ALL}`,
    "#trace=smarty&step=9000&with=system",
    "#script=&step=0",
  ]) {
    const { page } = await lab().open(hash, { width });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  }
});

test("no text is smaller than 12 pixels", async () => {
  const { page } = await lab().open(`#trace=smarty&step=9000&views=${ALL}`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
      )
      .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 12)
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(small).toEqual([]);
  await page.close();
});

test("colours are chosen by hand and stay", async () => {
  const { page } = await lab().open("#script=&step=0");
  const surface = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--zmm-surface").trim());
  const light = await surface();
  await page.getByLabel("Colours of the page").selectOption("dark");
  const dark = await surface();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await surface()).toBe(dark);
  await page.close();
});

test.each([false, true])("what is pressed and pointed at can be read, dark: %s", async (dark) => {
  const { page } = await lab().open("#script=&step=0", { dark });
  const compare = page.getByRole("button", { name: "Compare" });
  await compare.click();
  await page.getByRole("heading", { name: "Side by side" }).waitFor();
  await compare.hover();
  const [ink, ground, page_] = await compare.evaluate((button) => {
    const { color, backgroundColor } = getComputedStyle(button);
    return [color, backgroundColor, getComputedStyle(button.closest("main, body")!).color];
  });
  // the button is as dark as text, and its text as light as the page
  expect(ground).toBe(page_);
  expect(ink).not.toBe(ground);
  await page.close();
});

test("the lines of two heaps differ by more than their colours, and so do their signs", async () => {
  const { page } = await lab().open("#trace=syn_small&step=900&with=system&views=map");
  const signs = page.locator(".compare .zmm-legend path");
  await signs.first().waitFor({ state: "attached" });
  const dashes = await signs.evaluateAll((paths) => paths.map((path) => path.getAttribute("stroke-dasharray") ?? ""));
  expect(new Set(dashes).size).toBe(4);
  await page.close();
});

test("a chart that nobody points at shows no line of a pointer", async () => {
  const { page } = await lab().open("#trace=syn_small&step=900&views=charts");
  const line = page.locator(".zmm-chart .u-cursor-x").first();
  await line.waitFor({ state: "attached" });
  expect(await line.isVisible()).toBe(false);
  await page.locator(".zmm-chart .u-over").first().hover();
  expect(await line.isVisible()).toBe(true);
  await page.close();
});

test("the page's title names the program", async () => {
  const { page } = await lab().open("#trace=syn_small&step=900&views=cache");
  expect(await page.title()).toBe("syn_small · zmm lab");
  await page.close();
});

test("colours that a reader forces leave apart what is chosen, and what colours mean", async () => {
  const { page } = await lab().open("#trace=syn_small&step=900&with=system&views=map,charts");
  await page.locator(".compare .zmm-legend path").first().waitFor({ state: "attached" });
  const backgrounds = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((all) => new Set(all.map((each) => getComputedStyle(each).backgroundColor)).size);
  const strokes = () =>
    page
      .locator(".zmm-stroke")
      .evaluateAll((all) =>
        all.map((each) =>
          [getComputedStyle(each).borderColor, getComputedStyle(each.firstElementChild ?? each).stroke].join(),
        ),
      );
  const now = () =>
    page
      .locator(".zmm-chart .now")
      .first()
      .evaluate((line) => getComputedStyle(line).backgroundColor);
  const before = { swatches: await backgrounds(".zmm-swatch"), strokes: await strokes(), now: await now() };
  await page.emulateMedia({ forcedColors: "active" });
  expect({ swatches: await backgrounds(".zmm-swatch"), strokes: await strokes(), now: await now() }).toEqual(before);
  expect(await backgrounds(".chip span")).toBe(2);
  expect(await backgrounds(".actions > .button")).toBe(2);
  await page.close();
});

test("without motion, the map jumps", async () => {
  const { page } = await lab().open("#trace=syn_small&step=900&views=map");
  await page.emulateMedia({ reducedMotion: "reduce" });
  const scales = await page.evaluate(() => {
    document.querySelector<HTMLButtonElement>("button[aria-label='Zoom in']")?.click();
    const [first] = [window.zmmLab.map.value?.scale];
    document.querySelector<HTMLButtonElement>("button[aria-label='Zoom in']")?.click();
    return [first ?? 0, window.zmmLab.map.value?.scale ?? 0];
  });
  expect(scales[1]).toBeCloseTo((scales[0] ?? 0) / 2, 6);
  await page.close();
});
