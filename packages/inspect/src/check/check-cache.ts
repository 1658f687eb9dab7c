/** The cache: its chains, and that `cached` counts them. */
import { bucketSize } from "@zmm/layout";
import { cacheCounterAddress } from "../walk/cache-stats.js";
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
  survey.chainLengths.forEach((length, index) => {
    const count = cacheCounterAddress(heap, index, "count");
    const most = cacheCounterAddress(heap, index, "maxCount");
    if (count === null || most === null) return;
    survey.wrongField("cache-stat", count, length, heap.u32(count));
    if (heap.int(most) < length) survey.wrongField("cache-stat", most, length, heap.int(most));
  });
}
