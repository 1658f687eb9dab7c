/** Segments: the list, their sizes and borders; and the walk over the blocks in them. */
import { ALIGNMENT, TYPE_FREE, TYPE_GUARD } from "@zmm/layout";
import { hex } from "../hex.js";
import { BlockWalk } from "./block-walk.js";
import type { Survey, SurveyedSegment } from "./survey.js";

/** Follows the list of segments and walks each. */
export function checkSegments(survey: Survey): void {
  const { heap } = survey;
  const { segment } = heap.layout.structs;
  let link = heap.fieldAddress("segments");
  for (let address = heap.word(link); address !== 0; address = heap.word(link)) {
    if (!isSegmentAddress(survey, address, link)) return;
    surveySegment(survey, address);
    link = address + segment.offsetOf("next");
  }
}

/** Whether the list can go on at `address`; if not, says so. */
function isSegmentAddress(survey: Survey, address: number, link: number): boolean {
  const { heap } = survey;
  const room = heap.layout.segmentHeaderSize + heap.layout.minBlockSize;
  const inside = survey.segments.find((each) => address >= each.address && address < each.address + each.size);
  if (address % ALIGNMENT === 0 && heap.holds(address, room) && !inside) return true;
  survey.complete = false;
  if (inside?.address === address) survey.badWord("segment-list", link, "a segment not listed before", address);
  else if (inside)
    survey.badWord("segment-overlap", link, `an address outside the segment ${hex(inside.address)}`, address);
  else survey.badWord("segment-list", link, "a segment or null", address);
  return false;
}

function surveySegment(survey: Survey, address: number): void {
  const { heap, findings } = survey;
  const { layout } = heap;
  const sizeAt = address + layout.structs.segment.offsetOf("size");
  const size = heap.word(sizeAt);
  const walk = new BlockWalk(survey, address, size);
  walk.run();
  const segment: SurveyedSegment = { ...walk, address, size: walk.guard + layout.headerSize - address };
  survey.segments.push(segment);
  if (!walk.complete) survey.complete = false;
  else if (segment.size !== size) survey.wrongField("segment-size", sizeAt, segment.size, size);
  const unit = heap.field("segmentSize");
  if (unit !== 0 && size % unit !== 0) {
    findings.violate(
      "segment-size",
      sizeAt,
      `a multiple of ${unit}`,
      String(size),
      "the size or block_size was overwritten",
    );
  }
  checkNeighbours(survey, segment);
}

function checkNeighbours(survey: Survey, segment: SurveyedSegment): void {
  let previous = TYPE_GUARD;
  for (const block of segment.blocks) {
    if (block.type === TYPE_FREE && previous === TYPE_FREE) {
      survey.findings.violate(
        "coalesced",
        block.address,
        "a used block behind a free one",
        `a free block of ${block.size} bytes`,
        "its type was overwritten, or a free did not merge",
      );
    }
    previous = block.type;
  }
}

/** A segment that is one free block; only a request end leaves one, until it has taken the reserve from it. */
export function checkEmptySegments(survey: Survey): void {
  survey.segments.forEach((segment, position) => {
    const [only] = segment.blocks;
    if (segment.blocks.length !== 1 || only?.type !== TYPE_FREE) return;
    const kept = position === survey.segments.length - 1 && survey.heap.field("reserve") === 0;
    if (kept) return;
    survey.findings.violate(
      "segment-empty",
      segment.address,
      "at least one used block",
      "one free block",
      "the type of its block was overwritten, or the segment was not given back",
    );
  });
}
