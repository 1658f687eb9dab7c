import { expect, test } from "vitest";
import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { en } from "../../src/locale/en.js";
import { wordsOf } from "../../src/locale/words.js";
import { zh } from "../../src/locale/zh.js";
import HeapStage from "../../src/stage/heap-stage.vue";

/** Paths of all words, such as `map.names.used`. */
function pathsIn(words: object, before = ""): string[] {
  return Object.entries(words).flatMap(([name, value]) => {
    const path = `${before}${name}`;
    return typeof value === "object" ? pathsIn(value as object, `${path}.`) : [path];
  });
}

test("the dictionaries have the same words", () => {
  expect(pathsIn(zh).toSorted()).toEqual(pathsIn(en).toSorted());
});

test.each([
  ["zh", zh],
  ["zh-CN", zh],
  ["ZH-Hans", zh],
  ["en", en],
  ["de", en],
  ["", en],
])("the language %j is spoken", (tag, words) => {
  expect(wordsOf(tag)).toBe(words);
});

test("a server speaks the language that it is told", async () => {
  const stage = (props: object) =>
    renderToString(createSSRApp({ render: () => h(HeapStage, { id: "a", script: "a = emalloc(1)", ...props }) }));
  expect(await stage({})).toContain(en.stage.script);
  expect(await stage({ lang: "zh-CN" })).toContain(zh.stage.script);
});
