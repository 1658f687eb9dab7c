/** The trees of large free blocks: sizes against paths, parents against slots, rings of equals. */
import { isSmall, largeBucketIndex } from "@zmm/layout";
import { hex } from "../hex.js";
import { followRing } from "./ring.js";
import type { Survey, SurveyedBlock } from "./survey.js";

/** Where in a tree the walk stands. */
interface Place {
  /** Address of the slot that names the node. */
  readonly slot: number;
  readonly index: number;
  /** The digits of the way from the root. */
  readonly path: string;
}

/** Follows all trees; returns how many nodes each has. */
export function checkTrees(survey: Survey): number[] {
  const { heap } = survey;
  return Array.from({ length: heap.layout.numBuckets }, (_, index) => {
    const slot = heap.elementAddress("largeFreeBuckets", index);
    const nodes = followTree(survey, { slot, index, path: "" });
    // A slot that names no node is reported as such; its bit is right if it is set.
    return nodes === 0 && heap.word(slot) !== 0 ? 1 : nodes;
  });
}

function followTree(survey: Survey, root: Place): number {
  const { heap } = survey;
  const sizes = new Set<number>();
  const open = [root];
  let nodes = 0;
  for (let place = open.pop(); place; place = open.pop()) {
    const address = heap.word(place.slot);
    if (address === 0) continue;
    const node = nodeAt(survey, place, address);
    if (node === null) continue;
    nodes++;
    checkNode(survey, place, node, sizes);
    open.push({ slot: heap.childSlot(address, 1), index: root.index, path: `${place.path}1` });
    open.push({ slot: heap.childSlot(address, 0), index: root.index, path: `${place.path}0` });
  }
  return nodes;
}

/** The block that a slot names, if it may stand there and stands nowhere else yet. */
function nodeAt(survey: Survey, place: Place, address: number): SurveyedBlock | null {
  const block = survey.freeBlock(address);
  if (!block || isSmall(survey.heap.layout, block.size)) {
    const expected = `null or a large free block whose size begins with the bits 1${place.path}`;
    survey.badWord("tree-slot", place.slot, expected, address);
    return null;
  }
  return survey.claim(block, `tree ${place.index}`) ? block : null;
}

function checkNode(survey: Survey, place: Place, node: SurveyedBlock, sizes: Set<number>): void {
  const { heap } = survey;
  const { freeBlock } = heap.layout.structs;
  if (!followsPath(node.size, place)) {
    const expected = `a size of bucket ${place.index} that begins with the bits 1${place.path}`;
    survey.badWord("tree-slot", place.slot, expected, node.address);
  } else if (sizes.has(node.size)) {
    survey.badWord("tree-slot", place.slot, `no second node of ${node.size} bytes`, node.address);
  }
  sizes.add(node.size);
  const parent = heap.parent(node.address);
  if (parent !== place.slot) {
    survey.wrongWord(
      "tree-parent",
      node.address + freeBlock.offsetOf("parent"),
      place.slot,
      parent,
      "the slot that holds it",
    );
  }
  checkSiblings(survey, place, node);
}

/** Whether a size belongs into the bucket, and its bits below the highest begin with the path. */
function followsPath(size: number, place: Place): boolean {
  return largeBucketIndex(size) === place.index && size.toString(2).startsWith(`1${place.path}`);
}

function checkSiblings(survey: Survey, place: Place, node: SurveyedBlock): void {
  const { heap } = survey;
  const siblings = followRing(survey, {
    head: node.address,
    list: `the ring of ${hex(node.address)} in tree ${place.index}`,
    members: `a free block of ${node.size} bytes`,
    admits: (block) => block.size === node.size && block !== node,
  });
  for (const { address } of siblings) {
    const parentAt = address + heap.layout.structs.freeBlock.offsetOf("parent");
    for (const at of [parentAt, heap.childSlot(address, 0), heap.childSlot(address, 1)]) {
      const found = heap.word(at);
      if (found !== 0) survey.wrongWord("ring-sibling", at, 0, found, "null, as it is no node");
    }
  }
}
