import { describe, expect, test } from "vitest";
import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { textParts } from "../src/explain/text-parts.js";
import GoTo from "../src/stage/go-to.vue";
import HeapStage from "../src/stage/heap-stage.vue";
import { hashOf, placeInHash } from "../src/stage/stage-events.js";
import { speedFor } from "../src/time/speeds.js";

describe("a stage", () => {
  test("is rendered on a server as its script, with room for its views", async () => {
    const app = createSSRApp({
      render: () => [
        h(HeapStage, { id: "cache", script: "a = emalloc(24)\\nefree(a)", views: ["cache", "map"] }),
        h(GoTo, { stage: "cache", step: 2 }, () => "freed"),
      ],
    });
    const html = await renderToString(app);
    expect(html).toContain("a = emalloc(24)");
    expect(html).toContain("efree(a)");
    expect(html.match(/min-height:\s*300px/g)).toHaveLength(2);
    expect(html).toContain("freed");
  });
});

describe("a place in an address", () => {
  test.each([
    ["#cache=2", { stage: "cache", step: 2 }],
    ["#a%20b=0", { stage: "a b", step: 0 }],
  ])("%s", (hash, place) => {
    expect(placeInHash(hash)).toEqual(place);
    expect(hashOf(place)).toBe(hash);
  });

  test.each(["", "#", "#cache", "#cache=", "#cache=x", "#=2", "#cache=-1"])("is not in %j", (hash) => {
    expect(placeInHash(hash)).toBeNull();
  });
});

test("a sentence is taken apart at the blocks that it names", () => {
  expect(textParts("block 0x10 is split at 0x30", [0x10])).toEqual([
    { text: "block ", block: null },
    { text: "0x10", block: 0x10 },
    { text: " is split at ", block: null },
    { text: "0x30", block: null },
  ]);
});

test("longer traces play faster", () => {
  expect(speedFor(6)).toBe(1);
  expect(speedFor(1_000_000)).toBeGreaterThan(speedFor(10_000));
});
