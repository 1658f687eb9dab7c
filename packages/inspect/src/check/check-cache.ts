/** The cache: its chains, and that `cached` counts them. */
import { bucketSize } from "@zmm/layout";
import type { Survey, SurveyedBlock } from "./survey.js";

/** Follows all chains. */
export function checkCache(survey: Survey): void {
  const { heap } = survey;
  for (let index = 0; index < heap.layout.numBuckets; index++) {
    const length = followChain(survey, index);
    survey.chainLengths.push(length);
    survey.cachedBytes += length * bucketSize(heap.layout, index);
  }
  survey.wrongField("cached", heap.fieldAddress("cached"), survey.cachedBytes, heap.intField("cached"));
}

/** Follows one chain as far as it leads over blocks that may be there; returns how many those are. */
function followChain(survey: Survey, index: number): number {
  const { heap } = survey;
  const list = `cache[${index}]`;
  let length = 0;
  let link = heap.elementAddress("cache", index);
  for (let address = heap.word(link); address !== 0; address = heap.word(link)) {
    const block = memberOf(survey, address, link, bucketSize(heap.layout, index));
    if (block === null || !survey.claim(block, list)) return length;
    length++;
    link = address + heap.layout.structs.freeBlock.offsetOf("prevFree");
  }
  return length;
}

function memberOf(survey: Survey, address: number, link: number, size: number): SurveyedBlock | null {
  const block = survey.usedBlock(address);
  if (block?.size === size) return block;
  survey.badWord("cache-chain", link, `null or a used block of ${size} bytes`, address);
  return null;
}

/** The counters of a heap that keeps statistics. */
export function checkCacheStats(survey: Survey): void {
  const { heap } = survey;
  if (!heap.layout.cacheStats) return;
  const entry = 16;
  survey.chainLengths.forEach((length, index) => {
    const at = heap.fieldAddress("cacheStats") + index * entry;
    survey.wrongField("cache-stat", at, length, heap.u32(at));
    const max = heap.int(at + 4);
    if (max < length) survey.wrongField("cache-stat", at + 4, length, max);
  });
}
