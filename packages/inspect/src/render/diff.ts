/** A diff of two states as text. */
import type { BlockChange, BlockState, HeapDiff, ListChange } from "../diff/diff.js";
import { hex } from "../hex.js";
import type { SegmentView } from "../walk/segments.js";
import { painter, type RenderOptions } from "./paint.js";

/** One line per change; says so when there is none. */
export function renderDiff(diff: HeapDiff, options: RenderOptions = {}): string {
  const paint = painter(options);
  const segment = (sign: string, { address, size }: SegmentView) => `${sign} segment ${hex(address)}, ${size} bytes`;
  const lines = [
    ...diff.fields.map(({ field, before, after }) => `  ${field}: ${before} -> ${after}`),
    ...diff.segmentsRemoved.map((each) => paint("bad", segment("-", each))),
    ...diff.segmentsAdded.map((each) => paint("good", segment("+", each))),
    ...diff.blocks.map((change) => blockLine(change, options)),
    ...diff.lists.map((change) => listLine(change, options)),
  ];
  return lines.length === 0 ? "no difference" : lines.join("\n");
}

function blockLine({ address, before, after }: BlockChange, options: RenderOptions): string {
  const paint = painter(options);
  const state = ({ size, type }: BlockState) => paint(type, `${type} ${size}`);
  if (before === null && after !== null) return `+ block ${hex(address)} ${state(after)}`;
  if (before !== null && after === null) return `- block ${hex(address)} ${state(before)}`;
  return before && after ? `~ block ${hex(address)} ${state(before)} -> ${state(after)}` : "";
}

function listLine({ list, before, after }: ListChange, options: RenderOptions): string {
  const paint = painter(options);
  const left = before.filter((address) => !after.includes(address)).map((address) => paint("bad", `-${hex(address)}`));
  const joined = after
    .filter((address) => !before.includes(address))
    .map((address) => paint("good", `+${hex(address)}`));
  const moved = left.length + joined.length === 0 ? ["in another order"] : [];
  return `  ${list}: ${[...left, ...joined, ...moved].join(" ")} (${before.length} -> ${after.length})`;
}
