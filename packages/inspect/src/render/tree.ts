/** The trees of large free blocks, with the bits that lead to each node. */
import { count, hex } from "../hex.js";
import { type TreeNodeView, treeNodes } from "../walk/free-lists.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { painter, type RenderOptions } from "./paint.js";

/** How trees are shown. */
export interface TreeOptions extends RenderOptions {
  /** The large bucket to show; by default all that have a tree. */
  readonly index?: number;
}

/** Each tree in pre-order. A node shows the bits of its size: the highest, those of its path, and the others. */
export function renderTrees(heap: HeapReader, options: TreeOptions = {}): string {
  const all = Array.from({ length: heap.layout.numBuckets }, (_, index) => index);
  const wanted = options.index === undefined ? all : [options.index];
  const trees = wanted
    .map((index) => ({ index, nodes: [...treeNodes(heap, index)] }))
    .filter(({ nodes }) => nodes.length > 0);
  if (trees.length === 0) return painter(options)("dim", "no large free blocks");
  return trees.flatMap(({ index, nodes }) => treeLines(index, nodes, options)).join("\n");
}

function treeLines(index: number, nodes: readonly TreeNodeView[], options: RenderOptions): string[] {
  const paint = painter(options);
  const title = `tree ${index}: ${2 ** index}..${2 ** (index + 1) - 1} bytes, ${count(nodes.length, "node")}`;
  const paths = new Set(nodes.map((node) => node.path));
  return [paint("strong", title), ...nodes.map((node) => nodeLine(node, paths, options))];
}

function nodeLine(
  { path, address, size, siblings }: TreeNodeView,
  paths: ReadonlySet<string>,
  options: RenderOptions,
): string {
  const paint = painter(options);
  const bits = size.toString(2);
  const below = bits.slice(1 + path.length);
  const shown = `${bits.slice(0, 1)}${paint("strong", path)}${paint("dim", below)}`;
  const equals = siblings.length === 0 ? "" : ` + ${count(siblings.length, "equal")}: ${siblings.map(hex).join(" ")}`;
  return `  ${branches(path, paths)}${path === "" ? "root" : path.slice(-1)} ${paint("free", hex(address))} ${size} bytes 0b${shown}${equals}`;
}

/** The lines that lead from the root to a node, which goes on where a sister with bit 1 follows. */
function branches(path: string, paths: ReadonlySet<string>): string {
  let lines = "";
  for (let depth = 0; depth < path.length; depth++) {
    const open = path[depth] === "0" && paths.has(`${path.slice(0, depth)}1`);
    const last = depth === path.length - 1;
    lines += last ? (open ? "|- " : "`- ") : open ? "|  " : "   ";
  }
  return lines;
}
