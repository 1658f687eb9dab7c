import type { Layout } from "@zmm/layout";
import { CELL_SHIFT } from "../model.js";

/** From a debug block to the members of its header, in cells. */
export interface DebugCells {
  readonly magic: number;
  readonly filename: number;
  readonly line: number;
  readonly origFilename: number;
  readonly origLine: number;
  readonly size: number;
  readonly startMagic: number;
}

const computed = new WeakMap<Layout, DebugCells>();

/** The members of `layout`'s debug header; computed once a layout. */
export function debugCells(layout: Layout): DebugCells {
  const known = computed.get(layout);
  if (known !== undefined) return known;
  const { block, debugInfo } = layout.structs;
  const info = block.offsetOf("debug");
  const cell = (name: Parameters<typeof debugInfo.offsetOf>[0]) => (info + debugInfo.offsetOf(name)) >>> CELL_SHIFT;
  const cells = {
    magic: block.offsetOf("magic") >>> CELL_SHIFT,
    filename: cell("filename"),
    line: cell("line"),
    origFilename: cell("origFilename"),
    origLine: cell("origLine"),
    size: cell("size"),
    startMagic: cell("startMagic"),
  };
  computed.set(layout, cells);
  return cells;
}
