import { afterEach, describe, expect, test } from "vitest";
import type { Component } from "vue";
import { HeapSession, TimeControls, VIEWS, type ViewName } from "../src/index.js";
import { blockOf, type Mounted, mounted, press, seriousFaults, settled } from "./support/mounted.js";

const SCRIPT = `a = emalloc(24)
b = emalloc(24)
c = emalloc(9000)
d = emalloc(24)
efree(a)
efree(b)
e = emalloc(20)
efree(c)
f = emalloc(400000)
efree(f)`;

let view: Mounted | null = null;
afterEach(() => view?.unmount());

const session = (at: number, choice = {}): HeapSession => {
  const made = HeapSession.ofScript(SCRIPT, choice);
  made.seek(at);
  return made;
};
const show = async (name: ViewName, of: HeapSession, props = {}): Promise<Mounted> => {
  view = await mounted(VIEWS[name] as Component, { session: of, ...props });
  return view;
};
/** The views that this file tests; the map and the charts have tests of their own. */
const OWN = ["buckets", "tree", "cache", "rest", "heap", "hex", "explain"] as const satisfies readonly ViewName[];

describe.each(OWN)("the view %s", (name) => {
  test.each(["light", "dark"])("has no serious fault of accessibility, %s", async (theme) => {
    document.documentElement.dataset["theme"] = theme;
    document.body.style.background = "var(--zmm-surface)";
    const shown = await show(name, session(8), name === "buckets" ? { why: true } : {});
    for (const details of shown.all<HTMLDetailsElement>("details")) details.open = true;
    await settled();
    expect(await seriousFaults(shown.root)).toEqual([]);
  });

  test.each(["system", "zend"] as const)("shows an empty heap and one at its end: %s", async (heap) => {
    const of = HeapSession.ofScript("a = emalloc(8)", { heap });
    const shown = await show(name, of);
    expect(shown.text().length).toBeGreaterThan(20);
    of.seek(1);
    await settled();
    of.seek(0);
    await settled();
    expect(shown.text()).not.toContain("undefined");
    expect(shown.text()).not.toContain("NaN");
  });

  test("fits a phone", async () => {
    const shown = await show(name, session(8));
    shown.root.style.width = "340px";
    await settled();
    await settled();
    expect(shown.find(".zmm-view").scrollWidth).toBeLessThanOrEqual(340);
  });
});

describe("the cache", () => {
  test("follows the session", async () => {
    const of = session(4);
    const shown = await show("cache", of);
    expect(shown.text()).toContain("The cache is empty");
    of.seek(6);
    await settled();
    expect(shown.all(".zmm-chip")).toHaveLength(2);
    expect(shown.text()).toContain("64 bytes of 131,072");
  });

  test("lights up what is pointed at elsewhere, and pins what is pressed", async () => {
    const of = session(6);
    const shown = await show("cache", of);
    const [first] = shown.all<HTMLButtonElement>(".zmm-chip");
    const block = { address: blockOf(of, 4), bytes: 32, kind: "block" } as const;
    of.hover(block);
    await settled();
    expect(shown.all(".zmm-chip.is-selected")).toHaveLength(0);
    first!.dispatchEvent(new PointerEvent("pointerenter"));
    await settled();
    expect(of.selection.value?.kind).toBe("block");
    expect(shown.all(".zmm-chip.is-selected")).toHaveLength(1);
    first!.click();
    first!.dispatchEvent(new PointerEvent("pointerleave"));
    expect(of.pinned.value?.address).toBe(of.selection.value?.address);
    first!.click();
    expect(of.pinned.value).toBeNull();
  });
});

describe("free_buckets", () => {
  test("chooses a bucket by keys, and shows its head", async () => {
    const of = session(6);
    const shown = await show("buckets", of, { bucket: 3 });
    press(shown.find("[role=toolbar] [tabindex='0']"), "ArrowRight");
    await settled();
    expect(shown.text()).toContain("Bucket 4");
    expect(shown.text()).toContain("free_buckets[8]");
  });

  test("follows the last step until somebody chooses", async () => {
    const of = HeapSession.ofScript(
      "a = emalloc(48)\nb = emalloc(8)\na = erealloc(a, 24)\nc = emalloc(96)\nd = emalloc(64)\nc = erealloc(c, 8)",
    );
    const shown = await show("buckets", of);
    of.seek(3);
    await settled();
    const first = shown.find("[aria-pressed=true]").textContent;
    of.seek(6);
    await settled();
    const second = shown.find("[aria-pressed=true]").textContent;
    expect(second).not.toBe(first);
    shown.all<HTMLButtonElement>("[aria-pressed]")[20]!.click();
    of.seek(3);
    await settled();
    expect(shown.find("[aria-pressed=true]").textContent).toBe("20");
  });

  test("walks through why it works", async () => {
    const shown = await show("buckets", session(6), { bucket: 2 });
    shown.button("Why does this work?").click();
    await settled();
    const titles: string[] = [];
    for (let step = 0; step < 8; step++) {
      titles.push(shown.find(".why .title").textContent);
      shown.button("Next").click();
      await settled();
    }
    expect(new Set(titles).size).toBe(8);
    expect(shown.button("Next").disabled).toBe(true);
    press(shown.find(".why"), "ArrowLeft");
    await settled();
    expect(shown.all(".lldb .changed").length).toBeGreaterThan(0);
  });
});

describe("the trees", () => {
  test("walk the way of a search", async () => {
    const shown = await show("tree", session(8));
    const input = shown.find<HTMLInputElement>("input.asked");
    input.value = "5000";
    input.dispatchEvent(new Event("input"));
    await settled();
    expect(shown.text()).toContain("is chosen");
    expect(shown.all(".node .order").length).toBeGreaterThan(0);
    input.value = "300K";
    input.dispatchEvent(new Event("input"));
    await settled();
    expect(shown.text()).toContain("A request of 307,200 bytes");
    input.value = "five";
    input.dispatchEvent(new Event("input"));
    await settled();
    expect(shown.text()).toContain("A size is a whole number");
  });

  test("show the bits of a block's size", async () => {
    const of = session(8);
    const shown = await show("tree", of);
    shown.find(".node").focus();
    await settled();
    expect(shown.find(".bits").textContent).toMatch(/in binary: 1[01]+/);
  });
});

describe("the bytes", () => {
  test("go where a block is pinned, and say what is under the cursor", async () => {
    const of = session(4);
    const shown = await show("hex", of);
    const block = blockOf(of, 3);
    of.pin({ address: block, bytes: 40, kind: "block" });
    await settled();
    expect(shown.find(".what").textContent).toContain("_size of the used block c");
    press(shown.find(".byte.cursor"), "ArrowRight");
    await settled();
    expect(shown.find("dl").textContent).toContain(`0x${(block + 1).toString(16)}`);
  });

  test("follow a pointer", async () => {
    const of = session(6);
    const shown = await show("hex", of, { address: of.reader!.elementAddress("cache", 2) });
    shown.find<HTMLButtonElement>(".target").click();
    await settled();
    expect(shown.find(".what").textContent).toContain("cached block");
  });
});

describe("the heap's structure", () => {
  test("opens its arrays and marks what was written", async () => {
    const of = session(5);
    const shown = await show("heap", of);
    expect(
      shown
        .all("tr.is-touched")
        .map((row) => row.textContent)
        .join(),
    ).toContain("cached");
    shown.button("Elements of cache").click();
    await settled();
    expect(shown.all(".elements .filled")).toHaveLength(1);
  });
});

describe("the explanation", () => {
  test("tells each step, and lights up the blocks it names", async () => {
    const of = session(1);
    const shown = await show("explain", of);
    expect(shown.text()).toContain("a = emalloc(24)");
    expect(shown.all(".steps li").length).toBe(of.explanation!.steps.length);
    const address = shown.find(".address");
    address.dispatchEvent(new PointerEvent("pointerenter"));
    expect(of.selection.value?.address).toBe(Number(address.textContent));
    of.seek(0);
    await settled();
    expect(shown.text()).toContain("Nothing has happened yet");
  });

  test("names the words that changed", async () => {
    const shown = await show("explain", session(5));
    shown.find<HTMLDetailsElement>("details").open = true;
    await settled();
    expect(shown.find("table").textContent).toContain("heap → cached");
    expect(shown.find("table").textContent).toContain("prev_free_block");
  });
});

describe("time", () => {
  const time = async (of: HeapSession, props = {}): Promise<Mounted> => {
    view = await mounted(TimeControls, { session: of, ...props });
    return view;
  };

  test("steps, goes to the ends and to a number", async () => {
    const of = session(0);
    const shown = await time(of);
    shown.button("Step forward").click();
    expect(of.position).toBe(1);
    shown.button("To the end").click();
    expect(of.position).toBe(10);
    await settled();
    expect(shown.button("Step forward").ariaDisabled).toBe("true");
    shown.button("Step forward").click();
    expect(of.position).toBe(10);
    shown.button("Step back").click();
    expect(of.position).toBe(9);
    const input = shown.find<HTMLInputElement>(".jump");
    input.value = "4";
    input.dispatchEvent(new Event("input"));
    input.dispatchEvent(new Event("change"));
    expect(of.position).toBe(4);
    const slider = shown.find<HTMLInputElement>("[type=range]");
    slider.value = "2";
    slider.dispatchEvent(new Event("input"));
    expect(of.position).toBe(2);
  });

  test("says that a moment is a number, and leaves what was typed", async () => {
    const of = session(4);
    const shown = await time(of);
    const input = shown.find<HTMLInputElement>(".jump");
    const type = async (text: string): Promise<void> => {
      input.value = text;
      for (const event of ["input", "change"]) input.dispatchEvent(new Event(event));
      await settled();
    };
    await type("abc");
    expect(of.position).toBe(4);
    expect(input.value).toBe("abc");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(shown.find("[role=alert]").textContent).toContain("a number from 0 to 10");
    await type("7");
    expect(of.position).toBe(7);
    expect(shown.all("[role=alert], [aria-invalid=true]")).toEqual([]);
  });

  test.each([
    ["l", 5],
    ["ArrowRight", 5],
    ["h", 3],
    ["ArrowLeft", 3],
    ["Home", 0],
    ["End", 10],
  ])("moves by the key %s, on the whole page if it is asked to", async (key, position) => {
    const of = session(4);
    await time(of, { pageKeys: true });
    press(document.body, key);
    expect(of.position).toBe(position);
  });

  test("leaves keys to whoever types", async () => {
    const of = session(4);
    await time(of, { pageKeys: true });
    const field = document.createElement("textarea");
    document.body.append(field);
    press(field, "l");
    expect(of.position).toBe(4);
  });

  test.each(["checkbox", "radio"])("leaves nothing but its own keys to a %s", async (type) => {
    const of = session(4);
    await time(of, { pageKeys: true });
    const box = Object.assign(document.createElement("input"), { type });
    document.body.append(box);
    press(box, " ");
    expect(of.playing.value).toBe(false);
    press(box, "l");
    expect(of.position).toBe(5);
    press(box, "End");
    expect(of.position).toBe(10);
  });

  test("leaves keys to a dialog before the page, wherever the focus is", async () => {
    const of = session(4);
    await time(of, { pageKeys: true });
    const dialog = document.createElement("dialog");
    document.body.append(dialog);
    dialog.showModal();
    for (const key of ["End", "PageDown", "l"]) for (const target of [dialog, document.body]) press(target, key);
    expect(of.position).toBe(4);
    dialog.close();
    press(document.body, "l");
    expect(of.position).toBe(5);
  });

  test("plays to the end and stops there", async () => {
    const of = session(0);
    const shown = await time(of);
    const speed = shown.find<HTMLSelectElement>("select");
    speed.value = "100";
    speed.dispatchEvent(new Event("change"));
    await settled();
    shown.button("Play").click();
    expect(of.playing.value).toBe(true);
    await expect.poll(() => of.position).toBe(10);
    await expect.poll(() => of.playing.value).toBe(false);
  });

  test("has no serious fault of accessibility", async () => {
    const shown = await time(session(3));
    expect(await seriousFaults(shown.root)).toEqual([]);
  });
});
