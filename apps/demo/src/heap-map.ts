/** A picture of a heap: its segments one behind the other, each cell a stretch of bytes. */
import { blocks, cachedBlocks, type HeapReader, segments } from "@zmm/inspect";
import type { Terminal } from "./terminal.js";

/** Rows of a picture at most, unless somebody has less room. */
export const MAP_ROWS = 12;
/** The finest cell: below this there is nothing more to see. */
const MIN_CELL = 64;
/** From hardly any used bytes to all. */
const SHADES = "░▒▓█";

/** What lies in one cell, in bytes. */
interface Cell {
  used: number;
  cached: number;
  free: number;
}

/** The lines of the picture, oldest segment first, `rows` at most, with a legend below. */
export function heapMap(reader: HeapReader, terminal: Terminal, rows: number = MAP_ROWS): string[] {
  const { color, width } = terminal;
  const total = [...segments(reader)].reduce((sum, segment) => sum + segment.size, 0);
  const columns = width - 4;
  const cellBytes = Math.max(MIN_CELL, 2 ** Math.ceil(Math.log2(total / (columns * rows))));
  const cells = cellsOf(reader, cellBytes, total);
  const lines: string[] = [];
  for (let at = 0; at < cells.length; at += columns) {
    lines.push(`  ${drawRow(cells.slice(at, at + columns), terminal)}`);
  }
  const legend = `${color.green(SHADES)} used  ${color.yellow("c")} cached  ${color.dim("·")} free`;
  lines.push(`  ${legend}  ${color.dim(`one cell is ${cellBytes} bytes`)}`);
  return lines;
}

function cellsOf(reader: HeapReader, cellBytes: number, total: number): Cell[] {
  const cells = Array.from({ length: Math.ceil(total / cellBytes) }, () => ({ used: 0, cached: 0, free: 0 }));
  const cached = cachedBlocks(reader);
  let start = 0;
  for (const segment of [...segments(reader)].reverse()) {
    for (const block of blocks(reader, segment, cached)) {
      if (block.type === "guard") continue;
      spread(cells, cellBytes, start + block.address - segment.address, block.size, block.type);
    }
    start += segment.size;
  }
  return cells;
}

/** Adds a block's bytes to the cells that it lies in. */
function spread(cells: Cell[], cellBytes: number, start: number, size: number, kind: keyof Cell): void {
  const end = start + size;
  for (let at = start; at < end; ) {
    const index = Math.floor(at / cellBytes);
    const next = Math.min(end, (index + 1) * cellBytes);
    const cell = cells[index];
    if (cell) cell[kind] += next - at;
    at = next;
  }
}

/** The cells side by side; colours are switched where they change, not at every cell. */
function drawRow(cells: readonly Cell[], { color }: Terminal): string {
  const glyphs = cells.map(glyphOf).join("");
  return glyphs
    .replaceAll(/[░▒▓█]+/g, (used) => color.green(used))
    .replaceAll(/c+/g, (cached) => color.yellow(cached))
    .replaceAll(/·+/g, (free) => color.dim(free));
}

function glyphOf({ used, cached, free }: Cell): string {
  const all = used + cached + free;
  if (all === 0 || free >= Math.max(used, cached)) return "·";
  if (cached > used) return "c";
  return SHADES[Math.min(SHADES.length - 1, Math.floor((SHADES.length * used) / all))] as string;
}
