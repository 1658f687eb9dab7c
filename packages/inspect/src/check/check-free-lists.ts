/** The small buckets, the rest list and their bitmap and counter; and that no free block is on none of the lists. */
import { bucketSize, isSmall, MAX_REST_BLOCKS, REST_BLOCK, restBucket, smallFreeBucket, TYPE_FREE } from "@zmm/layout";
import { hex } from "../hex.js";
import { followRing } from "./ring.js";
import type { Survey } from "./survey.js";

/** Follows all small buckets; returns how many members each has. */
export function checkSmallBuckets(survey: Survey): number[] {
  const { layout, address } = survey.heap;
  return Array.from({ length: layout.numBuckets }, (_, index) => {
    const size = bucketSize(layout, index);
    return followRing(survey, {
      head: smallFreeBucket(layout, address, index),
      list: `bucket ${index}`,
      members: `a free block of ${size} bytes`,
      admits: (block) => block.size === size,
    }).length;
  });
}

/** Follows the rest list. */
export function checkRestList(survey: Survey): void {
  const { heap } = survey;
  const { layout } = heap;
  const members = followRing(survey, {
    head: restBucket(layout, heap.address),
    list: "the rest list",
    members: "a free block",
    admits: () => true,
  });
  const large = members.filter((block) => !isSmall(layout, block.size));
  for (const { address } of large) {
    const at = address + layout.structs.freeBlock.offsetOf("parent");
    const mark = heap.word(at);
    if (mark !== REST_BLOCK) survey.wrongWord("rest-mark", at, REST_BLOCK, mark, "the mark of the rest list");
  }
  const countAt = heap.fieldAddress("restCount");
  survey.wrongField("rest-count", countAt, large.length, heap.intField("restCount"));
  if (large.length > MAX_REST_BLOCKS) {
    survey.findings.violate(
      "rest-count",
      countAt,
      `at most ${MAX_REST_BLOCKS}`,
      String(large.length),
      "a lost eviction",
    );
  }
}

/** Every free block is on a list. */
export function checkListed(survey: Survey): void {
  for (const block of survey.blocks.values()) {
    if (block.type !== TYPE_FREE || block.list !== null) continue;
    survey.findings.violate(
      "one-list",
      block.address,
      `a list that holds the free block of ${block.size} bytes`,
      "none",
      "a link to it was lost, or its type was overwritten",
    );
  }
}

/**
 * Compares a bitmap with the lists that it sums up.
 * @param tolerated what to do with a clear bit over a list with members instead of reporting it.
 */
export function checkBitmap(
  survey: Survey,
  bitmap: "freeBitmap" | "largeFreeBitmap",
  lengths: readonly number[],
  tolerated: ((index: number) => boolean) | null,
): void {
  const { heap, findings } = survey;
  const rule = bitmap === "freeBitmap" ? "free-bitmap" : "large-bitmap";
  const at = heap.fieldAddress(bitmap);
  const bits = heap.bits(at);
  const wrong = lengths.flatMap((length, index) => {
    const set = ((bits >> BigInt(index)) & 1n) === 1n;
    if (set === length > 0 || (!set && tolerated?.(index))) return [];
    return [index];
  });
  if (wrong.length === 0) return;
  const expected = wrong.reduce((sum, index) => sum ^ (1n << BigInt(index)), bits);
  const list = wrong.map((index) => `${index} (${lengths[index]} blocks)`).join(", ");
  findings.violate(
    rule,
    at,
    hex(expected),
    hex(bits),
    `the bits of ${list} disagree: the bitmap or a list head was overwritten`,
  );
}
