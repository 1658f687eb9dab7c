/**
 * Follows a ring from both ends, so that one damaged link costs one finding, and the members behind it are not lost.
 *
 * Every link is there twice: `next` of x leads to y and `prev` of y back to x. Where the two disagree, the one that a
 * third party confirms is right.
 */
import type { Survey, SurveyedBlock } from "./survey.js";

/** A ring to follow. */
export interface Ring {
  /** Address of the head; only its links are touched. */
  readonly head: number;
  /** What findings call the ring. */
  readonly list: string;
  /** What its members are, in words. */
  readonly members: string;
  /** Whether a free block may stand on it. */
  admits(block: SurveyedBlock): boolean;
}

/** The members of a ring, in next order; reports its damaged links and claims the members for it. */
export function followRing(survey: Survey, ring: Ring): SurveyedBlock[] {
  const { heap } = survey;
  const next = (block: number) => heap.nextFree(block);
  const prev = (block: number) => heap.prevFree(block);
  const forward = follow(survey, ring, next, prev);
  const members = new Set(forward.members);
  if (!forward.closed) {
    const backward = follow(survey, ring, prev, next);
    for (const block of backward.members.reverse()) members.add(block);
    reportLinks(survey, ring, members);
  }
  return [...members].filter((block) => survey.claim(block, ring.list));
}

/** Goes one way while the way back agrees, to the head or to a link that leads astray. */
function follow(
  survey: Survey,
  ring: Ring,
  onward: (block: number) => number,
  back: (block: number) => number,
): { members: SurveyedBlock[]; closed: boolean } {
  const members: SurveyedBlock[] = [];
  let from = ring.head;
  for (let address = onward(from); back(address) === from; address = onward(from)) {
    if (address === ring.head) return { members, closed: true };
    const block = survey.freeBlock(address);
    if (!block || !ring.admits(block) || members.length > survey.blocks.size) break;
    members.push(block);
    from = address;
  }
  return { members, closed: false };
}

/** Says of each pair of links that disagrees which of the two is wrong. */
function reportLinks(survey: Survey, ring: Ring, members: ReadonlySet<SurveyedBlock>): void {
  const { heap } = survey;
  const { smallFreeBlock } = heap.layout.structs;
  const addresses = new Set([ring.head, ...[...members].map((block) => block.address)]);
  for (const address of addresses) {
    const next = heap.nextFree(address);
    if (addresses.has(next) && heap.prevFree(next) === address) continue;
    const back = heap.prevFree(next);
    const nextIsRight = addresses.has(next) && !(addresses.has(back) && heap.nextFree(back) === next);
    if (nextIsRight) {
      survey.wrongWord("ring-link", next + smallFreeBlock.offsetOf("prevFree"), address, back, `prev on ${ring.list}`);
      continue;
    }
    const at = address + smallFreeBlock.offsetOf("nextFree");
    const right = [...addresses].find((each) => heap.prevFree(each) === address);
    if (right === undefined) survey.badWord("ring-link", at, `the head or ${ring.members}`, next);
    else survey.wrongWord("ring-link", at, right, next, `next on ${ring.list}`);
  }
}
