/** The members of the heap structure that count, limit or name one thing. */
import { ALIGNMENT, isPowerOfTwo, TYPE_USED, trueSize } from "@zmm/layout";
import type { HeapFields } from "../walk/heap-fields.js";
import { guessCause } from "./cause.js";
import type { RuleName } from "./rules.js";
import type { Survey } from "./survey.js";

const ADDRESS_SPACE = 2 ** 32;

type WordField = "segmentSize" | "realSize" | "realPeak" | "limit" | "size" | "peak" | "reserve";

/** Members that nobody uses, with the value that they have in every heap. */
export function checkConstants(survey: Survey): void {
  const { heap } = survey;
  survey.wrongField("constant", heap.fieldAddress("useZendAlloc"), 1, heap.intField("useZendAlloc"));
  for (const field of ["malloc", "free", "realloc", "storage"] as const) {
    survey.wrongField("constant", heap.fieldAddress(field), 0, heap.field(field));
  }
}

/** Settings against what the caller says they are, and against sense. */
export function checkSettings(survey: Survey, known: Partial<HeapFields>): void {
  const { heap } = survey;
  const segmentSize = heap.field("segmentSize");
  const { segmentHeaderSize, headerSize, minBlockSize } = heap.layout;
  if (!isPowerOfTwo(segmentSize) || segmentSize < segmentHeaderSize + headerSize + minBlockSize) {
    complain(survey, "segment-setting", "segmentSize", "a power of two that holds a block", segmentSize);
  }
  const limit = heap.field("limit");
  if (limit < segmentSize) complain(survey, "limit", "limit", `at least ${segmentSize}`, limit);
  for (const [field, value] of Object.entries(known)) {
    const name = field as keyof HeapFields;
    const found = typeof value === "string" ? heap.bits(heap.fieldAddress(name)).toString(16) : readField(survey, name);
    if (found === value) continue;
    survey.findings.violate(
      "known",
      heap.fieldAddress(name),
      String(value),
      String(found),
      "the setting was overwritten",
    );
  }
}

const INTS: readonly string[] = ["useZendAlloc", "overflow", "internal", "cached", "restCount"];

function readField(survey: Survey, field: keyof HeapFields): number {
  return INTS.includes(field) ? survey.heap.intField(field) : survey.heap.field(field);
}

/** `real_size` and `real_peak`, against the segments. */
export function checkRealSizes(survey: Survey): void {
  const { heap } = survey;
  const sum = survey.segments.reduce((bytes, segment) => bytes + segment.size, 0);
  const realSize = heap.field("realSize");
  if (realSize !== sum) survey.wrongField("real-size", heap.fieldAddress("realSize"), sum, realSize);
  const peak = heap.field("realPeak");
  const unit = heap.field("segmentSize");
  if (peak < sum || peak % unit !== 0 || peak >= ADDRESS_SPACE) {
    complain(survey, "real-peak", "realPeak", `a multiple of ${unit} from ${sum} to 4 GiB`, peak);
  }
}

/**
 * `size` and `peak`, against the blocks.
 * @param mayBeFlushed whether `size` may be above the blocks' sum, because a cache flush has forgotten to reduce it.
 */
export function checkSizes(survey: Survey, mayBeFlushed: boolean): void {
  const { heap, findings } = survey;
  let sum = 0;
  for (const block of survey.blocks.values()) if (block.type === TYPE_USED) sum += block.size;
  const size = heap.field("size");
  const drift = size - sum;
  const flushed = drift > 0 && drift % ALIGNMENT === 0 && mayBeFlushed && size <= heap.field("peak");
  if (drift !== 0 && !flushed) survey.wrongField("size", heap.fieldAddress("size"), sum, size);
  if (flushed)
    findings.note(
      "Q3",
      heap.fieldAddress("size"),
      `size counts ${drift} bytes of blocks that a flush of the cache freed`,
    );
  checkPeak(survey, size, drift > 0);
}

/** The peak lies between the size of now and what the largest extent of the heap had room for. */
function checkPeak(survey: Survey, size: number, flushed: boolean): void {
  const { heap } = survey;
  const { segmentHeaderSize, headerSize } = heap.layout;
  const peak = heap.field("peak");
  const room = Math.max(0, heap.field("realPeak") - segmentHeaderSize - headerSize);
  const highest = flushed ? ADDRESS_SPACE - ALIGNMENT : room;
  if (peak >= size && peak <= highest && peak % ALIGNMENT === 0) return;
  complain(survey, "peak", "peak", `a multiple of ${ALIGNMENT} from ${size} to ${highest}`, peak);
}

/**
 * The reserve is the first block of the oldest segment, as it was the heap's first allocation. In an internal heap a
 * request end keeps the structure's segment instead, and the reserve may come to lie anywhere.
 */
export function checkReserve(survey: Survey): void {
  const { heap } = survey;
  const reserve = heap.field("reserve");
  const overflow = heap.intField("overflow");
  if (overflow > 2 || (overflow > 0 && reserve !== 0)) {
    const expected = reserve === 0 ? "0, 1 or 2" : "0, as the reserve is held";
    complain(survey, "overflow", "overflow", expected, overflow);
  }
  if (reserve === 0) checkLostReserve(survey, overflow);
  else checkHeldReserve(survey, reserve);
}

/**
 * Without a failure the reserve is still there. PHP's own measuring programs set `overflow` back after failures, so
 * that only the reserve's block, found where it was, proves that the field was overwritten.
 */
function checkLostReserve(survey: Survey, overflow: number): void {
  const { heap } = survey;
  const reserveSize = heap.field("reserveSize");
  const first = survey.segments.at(-1)?.blocks[0];
  if (overflow > 0 || reserveSize === 0 || first?.type !== TYPE_USED || first.list !== null) return;
  if (!serves(survey, first.size, reserveSize)) return;
  const right = first.address + heap.layout.headerSize;
  survey.wrongWord(
    "reserve",
    heap.fieldAddress("reserve"),
    right,
    0,
    "its block is there, and no failure has freed it",
  );
}

function checkHeldReserve(survey: Survey, reserve: number): void {
  const { heap } = survey;
  const { headerSize } = heap.layout;
  const oldest = survey.segments.at(-1);
  const right = oldest ? oldest.firstBlock + headerSize : 0;
  const block = survey.usedBlock(reserve - headerSize);
  const misplaced = isInside(survey) ? reserve === heap.address : reserve !== right;
  if (misplaced || !block || block.list !== null) {
    const expected = `null or the data of ${survey.describe(right - headerSize)}`;
    survey.badWord("reserve", heap.fieldAddress("reserve"), expected, reserve);
    return;
  }
  const reserveSize = heap.field("reserveSize");
  if (reserveSize === 0 || !serves(survey, block.size, reserveSize)) {
    complain(survey, "reserve", "reserveSize", `a size that a block of ${block.size} bytes serves`, reserveSize);
  }
}

/** Whether a block of `blockSize` bytes is what a request for `size` bytes gets. */
export function serves(survey: Survey, blockSize: number, size: number): boolean {
  const { layout } = survey.heap;
  const spare = blockSize - trueSize(layout, size);
  return spare >= 0 && spare < layout.minBlockSize;
}

/** Whether the structure lies in a used block of the heap itself. */
function isInside(survey: Survey): boolean {
  const { address, layout } = survey.heap;
  const own = survey.usedBlock(address - layout.headerSize);
  return own !== null && own.list === null && own.size >= layout.headerSize + layout.structs.heap.size;
}

/** `internal` says whether the structure lies in a block of the heap. */
export function checkInternal(survey: Survey): void {
  const { heap } = survey;
  const inside = isInside(survey);
  survey.wrongField("internal", heap.fieldAddress("internal"), inside ? 1 : 0, heap.intField("internal"));
  if (inside) return;
  const end = heap.address + heap.layout.structs.heap.size;
  for (const segment of survey.segments) {
    if (heap.address >= segment.address + segment.size || end <= segment.address) continue;
    survey.badWord(
      "structure",
      segment.address,
      "a segment that does not reach over the heap structure",
      segment.address,
    );
  }
}

function complain(
  survey: Survey,
  rule: RuleName,
  field: WordField | "overflow" | "reserveSize",
  expected: string,
  found: number,
): void {
  const at = survey.heap.fieldAddress(field);
  survey.findings.violate(rule, at, expected, String(found), guessCause(survey.heap, at, found, null));
}
