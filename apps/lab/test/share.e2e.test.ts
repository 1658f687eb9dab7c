/** Links open the same picture, pictures are saved, and the command line opens what it is given. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readSnapshot } from "@zmm/inspect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LabPage, useLab } from "./support/lab-page.js";

const TRACE = fileURLToPath(new URL("../../../packages/corpus/traces/syn_trie.trace.gz", import.meta.url));
const lab = useLab(TRACE);
const hashOf = (page: LabPage): Promise<string> => page.page.evaluate(() => location.hash);

describe("links", () => {
  test("open the same picture: trace, moment, heap, views, selection, window", async () => {
    const first = await lab().open("#trace=smarty&step=0");
    await first.page.getByRole("button", { name: "Choose another heap" }).click();
    await first.page.getByLabel("Allocator").selectOption("ilp32");
    await first.page.waitForFunction(() => window.zmmLab.session.value.choice.model === "ilp32");
    await first.page.getByLabel("Rest list").check({ force: true });
    await first.page.getByLabel("Go to").fill("31234");
    await first.page.keyboard.press("Enter");
    await first.waitForPosition(31_234);
    const map = first.page.getByRole("application");
    await map
      .locator("canvas")
      .first()
      .click({ position: { x: 500, y: 100 } });
    for (let times = 0; times < 3; times++) {
      await first.page.getByRole("button", { name: "Zoom in" }).click();
    }
    await first.page.mouse.move(5, 5);
    await first.page.waitForFunction(() => /&map=/.test(location.hash) && /&select=/.test(location.hash));
    await first.page.waitForFunction(() =>
      location.hash.includes(`map=${Math.floor(window.zmmLab.map.value?.start ?? -1)},`),
    );
    await first.page.getByRole("button", { name: "Share" }).click();
    const link = await first.page.getByLabel("Link to this picture").inputValue();
    await first.page.keyboard.press("Escape");
    const second = await lab().open(link.slice(link.indexOf("#")));
    expect(await hashOf(second)).toBe(link.slice(link.indexOf("#")));
    expect(await second.position()).toBe(31_234);
    const of = (page: LabPage) =>
      page.page.evaluate(() => {
        const { source, settings, views, session, map } = window.zmmLab;
        // as exactly as the address has it: rounding a second time, to fewer digits, may go another way
        const window_ = map.value && { start: Math.floor(map.value.start), scale: map.value.scale.toPrecision(6) };
        return [source.value, settings.value, views.value, session.value.pinned.value, window_];
      });
    expect(await of(second)).toEqual(await of(first));
    await first.page.close();
    await second.page.close();
  });

  test("hold what was typed", async () => {
    const first = await lab().open("#script=&step=0");
    await first.type("p = emalloc(24); q = emalloc(5000)");
    await first.waitForPosition(2);
    await first.type("efree(p)");
    await first.waitForPosition(3);
    await first.page.waitForFunction(() => location.hash.split("typed=").length === 3);
    const second = await lab().open(await hashOf(first));
    expect(await second.position()).toBe(3);
    expect(await second.picture()).toBe(await first.picture());
    await first.page.close();
    await second.page.close();
  });

  test("to a heap beside another open both", async () => {
    const page = await lab().open("#trace=syn_small&step=500&heap=zend-ilp32,limit=8M&with=system");
    expect(await page.page.evaluate(() => window.zmmLab.rival.value?.position)).toBe(500);
    expect(await page.page.evaluate(() => window.zmmLab.session.value.choice.limit)).toBe(8 * 2 ** 20);
    await page.page.close();
  });

  test("that name nothing there is say so, and the lab goes on", async () => {
    const page = await lab().open("#trace=nobody&step=5&views=nothing&select=zz&map=a,b");
    expect(await page.page.getByRole("alert").textContent()).toContain("No trace here is called nobody");
    await page.page.evaluate(() => {
      location.hash = "#trace=syn_quirks&step=3";
    });
    await page.waitForPosition(3);
    expect(await page.page.getByRole("alert").count()).toBe(0);
    expect(page.complaints).toEqual([]);
    await page.page.close();
  });

  test("that name a file show it as they say, once it is there", async () => {
    const hash = "#file=my.trace&step=3&heap=zend-ilp32&with=system&views=map,hex&select=12020,24,block";
    const page = await lab().open(hash);
    // the address is written a moment after the page has changed
    await page.page.getByLabel("Cache", { exact: true }).check({ force: true });
    await page.page.waitForFunction(() => location.hash.includes("views=map,hex,cache"));
    expect(await hashOf(page)).toBe(hash.replace("map,hex", "map,hex,cache"));
    await page.drop("my.trace", new TextEncoder().encode("a 0 100\na 1 200\nf 0\nf 1\n"));
    await page.waitForPosition(3);
    const shown = await page.page.evaluate(() => window.zmmLab.address());
    expect(shown).toMatchObject({ settings: { model: "ilp32" }, rival: { heap: "system" } });
    expect(shown.selection).toEqual({ address: 0x12020, bytes: 24, kind: "block" });
    expect(await page.page.getByRole("alert").count()).toBe(0);
    await page.page.close();
  });

  test.each(["#trace=nobody&step=12", "#open=nothing.trace&step=7", "#trace=smarty&step=900&heap=zend-lp64,memory=4K"])(
    "that cannot be opened stay what they are: %s",
    async (hash) => {
      const page = await lab().open(hash);
      expect(await hashOf(page)).toBe(hash);
      await page.page.reload();
      await page.ready();
      expect(await hashOf(page)).toBe(hash);
      expect(await page.page.getByRole("alert").count()).toBe(1);
      await page.page.close();
    },
  );
});

describe("zmm lab TRACE", () => {
  test("opens the page with that trace", async () => {
    const page = await lab().open(lab().line.slice(lab().line.indexOf("#")));
    expect(await page.page.evaluate(() => window.zmmLab.source.value)).toEqual({
      kind: "served",
      name: "syn_trie.trace.gz",
    });
    expect(await page.page.evaluate(() => window.zmmLab.session.value.length)).toBeGreaterThan(10_000);
    await page.page.close();
  });

  test("serves nothing else, and nobody else", async () => {
    const status = async (path: string, host?: string): Promise<number> => {
      const { request } = await import("node:http");
      const { hostname, port } = new URL(lab().address);
      const headers = host === undefined ? {} : { host };
      return new Promise((resolve, reject) => {
        const asked = request({ hostname, port, path, headers }, (answer) => resolve(answer.statusCode ?? 0));
        asked.on("error", reject).end();
      });
    };
    expect(await status("/")).toBe(200);
    expect(await status("/open/syn_trie.trace.gz")).toBe(200);
    expect(await status("/open/other.trace.gz")).toBe(404);
    expect(await status("/../package.json")).toBe(404);
    expect(await status("/%2e%2e/package.json")).toBe(404);
    expect(await status("/", "elsewhere.example")).toBe(403);
  });
});

describe("pictures", () => {
  const PNG = [0x89, 0x50, 0x4e, 0x47];
  const files = [
    ["Memory map, PNG", /-map\.png$/],
    ["Memory map, SVG", /-map\.svg$/],
    ["All views, PNG", /\d\.png$/],
    ["All views, SVG", /\d\.svg$/],
    ["The heap's bytes, snapshot", /\.zmmsnap$/],
  ] as const;
  let page: LabPage;
  beforeAll(async () => {
    page = await lab().open("#trace=smarty&step=9000");
    await page.page.getByRole("button", { name: "Share" }).click();
  });
  afterAll(() => page.page.close());

  test.each(files)("%s is saved", async (button, name) => {
    const download = page.page.waitForEvent("download");
    await page.page.getByRole("button", { name: button }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(name);
    const bytes = new Uint8Array(readFileSync((await file.path()) ?? ""));
    if (button.endsWith("PNG")) {
      expect([...bytes.slice(0, 4)]).toEqual(PNG);
      expect(await coloursOf(bytes)).toBeGreaterThan(20);
    } else if (button.endsWith("SVG")) {
      expect(await isPicture(bytes)).toBe(true);
      expect(new TextDecoder().decode(bytes)).toContain("smarty: Zend heap, lp64, after 9000 operations");
    } else {
      const { heap } = await readSnapshot(bytes);
      expect(heap.field("realSize")).toBe(
        await page.page.evaluate(() => window.zmmLab.session.value.heap?.usage(true)),
      );
    }
    expect(page.complaints).toEqual([]);
  });

  /** How many colours a PNG file shows. */
  function coloursOf(bytes: Uint8Array): Promise<number> {
    return page.page.evaluate(
      async (list) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(list)], { type: "image/png" }));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext("2d")!;
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        return new Set(new Uint32Array(data.buffer)).size;
      },
      [...bytes],
    );
  }

  /** Whether a browser draws an SVG file. */
  function isPicture(bytes: Uint8Array): Promise<boolean> {
    return page.page.evaluate(async (text) => {
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await image.decode();
      return image.naturalWidth > 300 && image.naturalHeight > 200;
    }, new TextDecoder().decode(bytes));
  }

  test("show charts as large as the page does, on screens of any density", async () => {
    const dense = await lab().open("#trace=smarty&step=9000&views=charts", { ratio: 2 });
    const sizes = () =>
      dense.page.evaluate(() =>
        [...document.querySelectorAll(".zmm-chart .u-wrap > :is(canvas, img)")].map((picture) => [
          picture.clientWidth,
          picture.clientHeight,
        ]),
      );
    const shown = await sizes();
    expect(shown.length).toBeGreaterThan(0);
    await openPicture(dense);
    expect(await sizes()).toEqual(shown);
    await dense.page.close();
  });

  test("have fonts, fields and the layout of the page, on a wider one too", async () => {
    const narrow = await lab().open("#trace=smarty&step=9000&views=map,heap,hex", { width: 390, dark: true });
    await narrow.page.getByLabel("follow each step").uncheck();
    await narrow.page.getByLabel("Go to").last().fill("0x1234");
    const looks = () =>
      narrow.page.evaluate(() => {
        const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
        const fields = [...document.querySelectorAll<HTMLInputElement>(".lab-views input")];
        return {
          fonts: [".typing h2", ".typing p", ".zmm-title"].map((selector) => style(selector).fontFamily),
          ground: style(".lab-views .card").backgroundColor,
          padding: style(".lab-views .card").padding,
          height: style(".typing input").height,
          fields: fields.map(({ checked, value }) => [checked, value]),
          lefts: [...document.querySelectorAll(".lab-views > *")].map((view) => view.getBoundingClientRect().left),
        };
      });
    const { lefts, ...shown } = await looks();
    await openPicture(narrow);
    await narrow.page.setViewportSize({ width: 1440, height: 900 });
    await narrow.page.emulateMedia({ colorScheme: "light" });
    const { lefts: saved, ...rest } = await looks();
    expect(rest).toEqual(shown);
    expect(new Set(saved).size).toBe(new Set(lefts).size);
    await narrow.page.close();
  });

  /** Opens the picture of all views in place of the page. */
  async function openPicture({ page }: LabPage): Promise<void> {
    await page.getByRole("button", { name: "Share" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "All views, SVG" }).click();
    const svg = readFileSync((await (await download).path()) ?? "", "utf8");
    await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
  }
});
