import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { h } from "vue";
import { GoTo, HeapStage } from "../src/index.js";
import { type Mounted, mounted, press, seriousFaults, settled } from "./support/mounted.js";

const SCRIPT = "# two blocks\na = emalloc(24)\nb = emalloc(24)\nefree(a)";
let page: Mounted | null = null;
beforeEach(() => history.replaceState(null, "", "#"));
afterEach(() => page?.unmount());

const stage = async (props = {}): Promise<Mounted> => {
  page = await mounted(
    {
      render: () => [
        h(HeapStage, { id: "two", script: SCRIPT, views: ["cache", "explain"], ...props }),
        h("p", [
          h(GoTo, { stage: "two", step: 3 }, () => "it is freed"),
          h(GoTo, { stage: "other", step: 1 }, () => "elsewhere"),
        ]),
      ],
    },
    {},
  );
  return page;
};

describe("a stage", () => {
  test("shows its script and the views that it names", async () => {
    const shown = await stage({ step: 1 });
    expect(shown.all(".script li").map((line) => line.textContent.trim())).toEqual(SCRIPT.split("\n"));
    expect(shown.find(".script .current").textContent).toContain("a = emalloc(24)");
    expect(shown.text()).toContain("The cache");
    expect(shown.text()).toContain("This step");
  });

  test("is moved by a sentence, which notes the place in the address, and scrolls nothing where it is seen", async () => {
    const shown = await stage();
    const before = window.scrollY;
    shown.button("it is freed").click();
    await settled();
    expect(shown.find(".script .current").textContent).toContain("efree(a)");
    expect(location.hash).toBe("#two=3");
    expect(window.scrollY).toBe(before);
    expect(shown.button("it is freed").getAttribute("aria-current")).toBe("step");
    shown.button("elsewhere").click();
    await settled();
    expect(shown.find(".script .current").textContent).toContain("efree(a)");
  });

  test("comes in sight with the sentence that moved it, and leads back to it", async () => {
    page = await mounted(
      {
        render: () => [
          h("ul", [h("li", [h(GoTo, { stage: "two", step: 3 }, () => "it is freed"), ", and waits"])]),
          h("div", { style: "height: 3000px" }),
          h(HeapStage, { id: "two", script: SCRIPT, views: ["cache", "explain"] }),
          h("div", { style: "height: 3000px" }),
        ],
      },
      {},
    );
    const { button, find, all } = page;
    button("it is freed").click();
    await expect.poll(() => Math.abs(find(".picture").getBoundingClientRect().top)).toBeLessThan(2);
    expect(find(".note p").textContent).toBe("it is freed, and waits");
    expect(await seriousFaults(page.root)).toEqual([]);
    button("Step back").click();
    await settled();
    expect(all(".note p")).toHaveLength(0);
    button("↑ Back to the text").click();
    await expect.poll(() => button("it is freed").getBoundingClientRect().top).toBeGreaterThanOrEqual(0);
    expect(document.activeElement).toBe(button("it is freed"));
  });

  test("begins where the address says", async () => {
    history.replaceState(null, "", "#two=2");
    const shown = await stage();
    expect(shown.find(".script .current").textContent).toContain("b = emalloc(24)");
  });

  test("is moved by its lines", async () => {
    const shown = await stage();
    shown.button("b = emalloc(24)").click();
    await settled();
    expect(shown.find(".place").textContent).toContain("2 / 3");
  });

  test("is moved by keys wherever the focus is in it", async () => {
    const shown = await stage();
    const line = shown.button("b = emalloc(24)");
    press(line, "l");
    press(line, "ArrowRight");
    press(line, "h");
    await settled();
    expect(shown.find(".place").textContent).toContain("1 / 3");
    press(shown.find("[aria-label='Operation']"), "ArrowRight");
    await settled();
    expect(shown.find(".place").textContent).toContain("2 / 3");
  });

  test("says in place what is wrong with a script, a view or a setting", async () => {
    expect((await stage({ script: "a = malloc(1)" })).find("[role=alert]").textContent).toContain("line 1");
    page?.unmount();
    expect((await stage({ views: ["picture"] })).text()).toContain("no view called 'picture'");
    page?.unmount();
    expect((await stage({ options: { segmentSize: 1000 } })).find("[role=alert]").textContent).toContain(
      "power of two",
    );
  });

  test("has no serious fault of accessibility", async () => {
    const shown = await stage({ step: 3 });
    expect(await seriousFaults(shown.root)).toEqual([]);
  });
});
