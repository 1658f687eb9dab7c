import { LAYOUTS, MODEL_NAMES, smallFreeBucket } from "@zmm/layout";
import { describe, expect, test } from "vitest";
import { bucketWords } from "../src/buckets/bucket-words.js";
import { whySteps } from "../src/buckets/why-steps.js";
import { en } from "../src/locale/en.js";
import { HeapSession } from "../src/session/heap-session.js";

const readerOf = (model: (typeof MODEL_NAMES)[number]) => HeapSession.ofScript("", { model }).reader!;

describe.each(MODEL_NAMES)("the head of a bucket, %s", (model) => {
  const indices = [0, 1, 7, LAYOUTS[model].numBuckets - 1];

  test.each(indices)("lies over the array so that its links are pair %i", (index) => {
    const reader = readerOf(model);
    const words = bucketWords(reader, index);
    expect(words.filter(({ isLink }) => isLink).map(({ member, name }) => [member, name])).toEqual([
      ["prev_free_block", `free_buckets[${2 * index}]`],
      ["next_free_block", `free_buckets[${2 * index + 1}]`],
    ]);
    const head = words.find(({ member }) => member !== "")!;
    expect(head.address).toBe(smallFreeBucket(reader.layout, reader.address, index));
    expect(words.filter(({ isLink }) => isLink).every(({ value }) => value === head.address)).toBe(true);
  });

  test.each(indices)("comes to be by two assignments that change one word each: bucket %i", (index) => {
    const reader = readerOf(model);
    const steps = whySteps(reader, index, en.why);
    const even = (at: number) => steps[at]!.reader.element("freeBuckets", 2 * index);
    const odd = (at: number) => steps[at]!.reader.element("freeBuckets", 2 * index + 1);
    const head = smallFreeBucket(reader.layout, reader.address, index);
    const first = steps.findIndex(({ title }) => title.startsWith("p->next_free_block"));
    expect([even(first - 1), odd(first - 1)]).toEqual([0, 0]);
    expect([even(first), odd(first)]).toEqual([0, head]);
    expect([even(first + 1), odd(first + 1)]).toEqual([head, head]);
    for (const at of [first, first + 1]) {
      const changed = steps[at]!.output.flat().filter(({ mark }) => mark === "changed");
      expect(Number(changed[0]?.text)).toBe(head);
    }
  });

  test("does the macro's sum with this heap's numbers", () => {
    const reader = readerOf(model);
    const step = whySteps(reader, 3, en.why).find(({ command }) => command.includes("sizeof"))!;
    const [a, b, c, sum] = step.output[0]![0]!.text.split(/ [-+=] /).map(Number);
    expect(a! + b! - c!).toBe(sum);
    expect(sum).toBe(smallFreeBucket(reader.layout, reader.address, 3));
  });
});

test("the steps end with the heap as it is now", () => {
  const session = HeapSession.ofScript(
    "a = emalloc(3000)\nb = emalloc(24)\nc = emalloc(24)\nd = emalloc(24)\nefree(c)",
  );
  session.seek(session.length);
  const text = whySteps(session.reader!, 2, en.why).at(-1)!.text;
  expect(text).toContain("bucket 2 is empty");
});
