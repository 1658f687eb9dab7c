import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Component } from "vue";
import { HeapSession, HeapStage, VIEW_NAMES, VIEWS, type ViewName } from "../../src/index.js";
import { zh } from "../../src/locale/zh.js";
import { type Mounted, mounted, seriousFaults, settled } from "../support/mounted.js";

const SCRIPT = "a = emalloc(24)\nb = emalloc(9000)\nc = emalloc(24)\nefree(a)\nefree(b)\nd = emalloc(400000)\nefree(d)";
/** Words that no view of a Chinese page says; texts of `@zmm/inspect`, marked as English, are left out. */
const ENGLISH = /\b(?:the|of|is|blocks?|bytes?|empty|used|shown?|address|step|heap is)\b/i;

let view: Mounted | null = null;
beforeEach(() => {
  document.documentElement.lang = "zh-CN";
});
afterEach(() => {
  view?.unmount();
  document.documentElement.lang = "en";
});

/** What a reader reads or hears: texts, labels and titles, without code and what is marked as English. */
function readable(root: HTMLElement): string[] {
  const copy = root.cloneNode(true) as HTMLElement;
  for (const left of copy.querySelectorAll("code, [lang=en], .lldb")) left.remove();
  const labels = [...copy.querySelectorAll("*")].flatMap((element) =>
    ["aria-label", "title", "placeholder"].flatMap((name) => element.getAttribute(name) ?? []),
  );
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? "");
  return [...labels, ...texts];
}

describe.each(VIEW_NAMES)("on a Chinese page the view %s", (name: ViewName) => {
  test.each([0, 7])("says nothing in English after %i operations", async (position) => {
    const session = HeapSession.ofScript(SCRIPT);
    session.seek(position);
    view = await mounted(VIEWS[name] as Component, {
      session,
      ...(name === "buckets" && { why: true }),
      ...(name === "tree" && { search: 5000 }),
    });
    for (const details of view.all<HTMLDetailsElement>("details")) details.open = true;
    await settled();
    expect(view.text()).toMatch(/[\u4e00-\u9fff]/);
    expect(readable(view.root).filter((text) => ENGLISH.test(text))).toEqual([]);
    expect(await seriousFaults(view.root)).toEqual([]);
  });

  test("says nothing in English of the system heap", async () => {
    const session = HeapSession.ofScript("a = emalloc(8)", { heap: "system" });
    view = await mounted(VIEWS[name] as Component, { session });
    expect(readable(view.root).filter((text) => ENGLISH.test(text))).toEqual([]);
  });
});

test("a stage speaks the language that it is told, whatever the page speaks", async () => {
  document.documentElement.lang = "en";
  view = await mounted(HeapStage, { id: "one", script: SCRIPT, views: ["cache"], lang: "zh-CN" });
  await settled();
  expect(view.text()).toContain(zh.cache.title);
  expect(view.button(zh.time.forward).ariaDisabled).toBe("false");
});
