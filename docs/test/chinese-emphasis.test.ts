/**
 * Markdown does not end an emphasis between a stop and a letter, as Chinese sentences have it without a space: the stop
 * stands behind the stars, `**这样**。`, or readers see the stars.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pages, ROOT } from "../scripts/code-blocks.js";

const UNENDED = /\*\*[^*\n]*[^*\n\s]\p{P}\*\*(?=[\p{L}\p{N}])/gu;

test.each(pages().filter((page) => page.startsWith("zh/")))("%s", (page) => {
  const prose = readFileSync(join(ROOT, page), "utf8").replace(/```.*?```|`[^`\n]*`/gs, "x");
  expect(prose.match(UNENDED)).toBeNull();
});

test("sees one", () => {
  expect("**字节就是堆。**全部".match(UNENDED)).toHaveLength(1);
  expect("**字节就是堆**。全部".match(UNENDED)).toBeNull();
});
