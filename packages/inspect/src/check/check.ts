/**
 * The verdict on a heap: every invariant, checked from the bytes alone and without the heap's code.
 *
 * Each part of the check trusts only what the parts before it have confirmed: segments and headers first, then which
 * list holds which block, then the counters. It ends on any bytes: lists are followed only over blocks that the walk
 * has found, and no block twice.
 */
import { ALIGNMENT } from "@zmm/layout";
import { hex } from "../hex.js";
import type { HeapFields } from "../walk/heap-fields.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { checkCache, checkCacheStats } from "./check-cache.js";
import { checkDebugMarks } from "./check-debug.js";
import {
  checkConstants,
  checkInternal,
  checkRealSizes,
  checkReserve,
  checkSettings,
  checkSizes,
} from "./check-fields.js";
import { checkBitmap, checkListed, checkRestList, checkSmallBuckets } from "./check-free-lists.js";
import { checkEmptySegments, checkSegments } from "./check-segments.js";
import { checkTrees } from "./check-trees.js";
import { Survey } from "./survey.js";
import { Findings, type Verdict } from "./verdict.js";

/** What a check takes for granted, and how much it reports. */
export interface CheckOptions {
  /**
   * Members of the structure whose values the caller knows, such as the settings that the heap was started with.
   * Nothing in the bytes repeats most of them (see `UNVERIFIABLE`).
   */
  readonly known?: Partial<HeapFields>;
  /**
   * The quirks that may have happened to this heap, and then count as notes; both unless said otherwise. A caller who
   * knows that the cache was never flushed, or that no small remainder was ever kept, gets a sharper verdict.
   */
  readonly quirks?: readonly ("Q2" | "Q3")[];
  /** How many violations to list; 1000. */
  readonly maxViolations?: number;
}

/** Checks every invariant. Never throws and always ends, whatever the bytes are. */
export function check(heap: HeapReader, options: CheckOptions = {}): Verdict {
  const findings = new Findings(options.maxViolations ?? 1000);
  const quirks = options.quirks ?? ["Q2", "Q3"];
  if (heap.address % ALIGNMENT !== 0 || !heap.holds(heap.address, heap.layout.structs.heap.size)) {
    const end = `between ${hex(heap.base)} and ${hex(heap.end)}`;
    findings.violate("structure", heap.address, `a structure ${end}`, hex(heap.address), "not the address of a heap");
    return findings.verdict();
  }
  const survey = new Survey(heap, findings);
  checkSegments(survey);
  checkLists(survey, quirks.includes("Q2"));
  checkEmptySegments(survey);
  checkConstants(survey);
  checkSettings(survey, options.known ?? {});
  checkRealSizes(survey);
  checkSizes(survey, quirks.includes("Q3"));
  checkReserve(survey);
  checkInternal(survey);
  checkCacheStats(survey);
  if (heap.layout.model.debug) checkDebugMarks(survey);
  return findings.verdict();
}

function checkLists(survey: Survey, mayBeQ2: boolean): void {
  const { heap, findings } = survey;
  checkCache(survey);
  const small = checkSmallBuckets(survey);
  const large = checkTrees(survey);
  checkRestList(survey);
  checkListed(survey);
  const explained = mayBeQ2 && couldHaveKeptRemainders(survey);
  checkBitmap(survey, "freeBitmap", small, (index) => {
    if (explained) findings.note("Q2", heap.fieldAddress("freeBitmap"), q2Text(index, small[index] ?? 0));
    return explained;
  });
  checkBitmap(survey, "largeFreeBitmap", large, null);
}

function q2Text(index: number, members: number): string {
  return `bit ${index} is clear though bucket ${index} has ${members} members: a small block left the rest list`;
}

/**
 * Whether a small block may ever have stood on the rest list since the heap was started or a request ended. It takes
 * a segment whose first block can grow: not so while the only segment there ever was begins with the reserve.
 */
function couldHaveKeptRemainders(survey: Survey): boolean {
  const { heap } = survey;
  const [only] = survey.segments;
  if (survey.segments.length !== 1 || !only) return true;
  return heap.field("reserve") !== only.firstBlock + heap.layout.headerSize || heap.field("realPeak") !== only.size;
}
