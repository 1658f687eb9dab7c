/** The live views of a page are the same in both languages, and so are the steps that its sentences lead to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pages, ROOT } from "../scripts/code-blocks.js";

/** The tags of views, and of the links that move them, as they stand. */
function liveTags(page: string): string[] {
  return readFileSync(join(ROOT, page), "utf8").match(/<(?:HeapStage|GoTo)\s[^>]*>/g) ?? [];
}

const chinese = pages().filter((page) => page.startsWith("zh/"));

test("there are some", () => {
  expect(chinese.filter((page) => liveTags(page).length > 0).length).toBeGreaterThan(10);
});

test.each(chinese)("%s", (page) => {
  expect(liveTags(page)).toEqual(liveTags(page.slice("zh/".length)));
});
