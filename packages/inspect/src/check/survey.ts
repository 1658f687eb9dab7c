/** What the parts of a check know together: the blocks that the walk found, and which list holds which of them. */
import { TYPE_FREE, TYPE_USED } from "@zmm/layout";
import { hex } from "../hex.js";
import type { HeapReader } from "../walk/heap-reader.js";
import type { SegmentView } from "../walk/segments.js";
import { guessCause } from "./cause.js";
import type { RuleName } from "./rules.js";
import type { Findings } from "./verdict.js";

/** A block as the walk took it, after it has weighed damaged words against their copies. */
export interface SurveyedBlock {
  readonly address: number;
  readonly size: number;
  /** `TYPE_FREE` or `TYPE_USED`. */
  readonly type: number;
  /** The list that holds it, in words; null for none so far. */
  list: string | null;
}

export interface SurveyedSegment extends SegmentView {
  /** Its blocks without the guard, in address order. */
  readonly blocks: SurveyedBlock[];
  /** Address of the guard header. */
  readonly guard: number;
  /** Whether the walk came through to the guard. */
  readonly complete: boolean;
}

export class Survey {
  readonly heap: HeapReader;
  readonly findings: Findings;
  readonly segments: SurveyedSegment[] = [];
  readonly blocks: Map<number, SurveyedBlock> = new Map();
  /** Whether the list of segments was followed to its end and every segment walked to its guard. */
  complete = true;
  /** Bytes of the blocks that the cache chains lead over. */
  cachedBytes = 0;
  /** Blocks on each chain. */
  readonly chainLengths: number[] = [];

  constructor(heap: HeapReader, findings: Findings) {
    this.heap = heap;
    this.findings = findings;
  }

  /** Reports a word that is not what it should be. */
  wrongWord(rule: RuleName, address: number, expected: number, found: number, meaning = ""): void {
    const cause = guessCause(this.heap, address, found, expected);
    this.findings.violate(
      rule,
      address,
      `${hex(expected)}${meaning && ` (${meaning})`}`,
      this.#exactly(address, found),
      cause,
    );
  }

  /** A word as hexadecimal digits, all of them where a number cannot hold it. */
  #exactly(address: number, found: number): string {
    return hex(Number.isSafeInteger(found) ? found : this.heap.bits(address));
  }

  /** Reports a word of which only the kind of right value is known. */
  badWord(rule: RuleName, address: number, expected: string, found: number): void {
    this.findings.violate(
      rule,
      address,
      expected,
      this.#exactly(address, found),
      guessCause(this.heap, address, found, null),
    );
  }

  /** Reports a field that must have one value. */
  wrongField(rule: RuleName, address: number, expected: number, found: number): void {
    if (found === expected) return;
    const cause = guessCause(this.heap, address, found, expected);
    this.findings.violate(rule, address, String(expected), String(found), cause);
  }

  /** The free block at an address, if the walk found one there. */
  freeBlock(address: number): SurveyedBlock | null {
    const block = this.blocks.get(address);
    return block?.type === TYPE_FREE ? block : null;
  }

  /** The used block at an address, if the walk found one there. */
  usedBlock(address: number): SurveyedBlock | null {
    const block = this.blocks.get(address);
    return block?.type === TYPE_USED ? block : null;
  }

  /** Notes that a list holds a block. False if another list, or the same one earlier, has it already. */
  claim(block: SurveyedBlock, list: string): boolean {
    if (block.list !== null) {
      const twice = block.list === list;
      const cause = list.startsWith("cache")
        ? "freed twice"
        : twice
          ? "the list runs in a circle"
          : "a link leads astray";
      this.findings.violate(
        "one-list",
        block.address,
        `only ${block.list}`,
        twice ? `${list}, twice` : `also ${list}`,
        cause,
      );
      return false;
    }
    block.list = list;
    return true;
  }

  /** What stands at an address, in words. */
  describe(address: number): string {
    if (address === 0) return "null";
    const block = this.blocks.get(address);
    if (block) return `${hex(address)}, a ${block.type === TYPE_FREE ? "free" : "used"} block of ${block.size} bytes`;
    const segment = this.segments.find((each) => address >= each.address && address < each.address + each.size);
    if (segment) return `${hex(address)}, inside a segment but no block`;
    return `${hex(address)}, outside all segments`;
  }
}
