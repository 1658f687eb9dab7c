/** Where the nodes of a tree of large free blocks stand in its picture. */
import type { TreeNodeView } from "@zmm/inspect";

/** A node with its place, in columns from the left and levels from the top. */
export interface PlacedNode extends TreeNodeView {
  readonly column: number;
  readonly level: number;
  /** The node above; null for the root. */
  readonly parent: PlacedNode | null;
  /** Nodes below it that the picture leaves out. */
  readonly left: number;
}

export interface TreeLayout {
  readonly nodes: readonly PlacedNode[];
  /** Columns and levels that the picture takes. */
  readonly columns: number;
  readonly levels: number;
}

interface Branch {
  readonly node: TreeNodeView;
  readonly children: (Branch | null)[];
}

/** How far an only child stands to the side of its parent, so that its bit shows in the picture; in columns. */
const LEAN = 0.55;

/** Places the nodes of one tree; of the deepest ones, so many are left out that at most `most` remain. */
export function layoutTree(nodes: readonly TreeNodeView[], most = 60): TreeLayout {
  const shown = [...nodes].sort((a, b) => a.path.length - b.path.length).slice(0, most);
  const branches = new Map<string, Branch>(shown.map((node) => [node.path, { node, children: [null, null] }]));
  for (const branch of branches.values()) {
    const { path } = branch.node;
    const parent = branches.get(path.slice(0, -1));
    if (path !== "" && parent) parent.children[Number(path.at(-1))] = branch;
  }
  const left = leftOut(nodes, branches);
  const root = branches.get("");
  if (!root) return { nodes: [], columns: 0, levels: 0 };
  const columns = new Columns();
  columns.place(root);
  const least = columns.least;
  const placed = new Map<string, PlacedNode>();
  for (const { node } of [...branches.values()]) {
    const { path } = node;
    const parent = path === "" ? null : (placed.get(path.slice(0, -1)) ?? null);
    placed.set(path, {
      ...node,
      column: columns.of(path) - least,
      level: path.length,
      parent,
      left: left.get(path) ?? 0,
    });
  }
  const all = [...placed.values()];
  return {
    nodes: all,
    columns: Math.max(...all.map(({ column }) => column)) + 1,
    levels: Math.max(...all.map(({ level }) => level)) + 1,
  };
}

/** For the nodes that are shown, how many hang below them that are not. */
function leftOut(nodes: readonly TreeNodeView[], shown: ReadonlyMap<string, Branch>): Map<string, number> {
  const left = new Map<string, number>();
  for (const node of nodes) {
    if (shown.has(node.path)) continue;
    let { path } = node;
    while (path !== "" && !shown.has(path)) path = path.slice(0, -1);
    left.set(path, (left.get(path) ?? 0) + 1);
  }
  return left;
}

/** Columns of nodes: on each level every node stands behind the one before it, and parents above their children. */
class Columns {
  private readonly columns = new Map<string, number>();
  /** By level: the first column that is free. */
  private readonly free: number[] = [];

  get least(): number {
    return Math.min(...this.columns.values());
  }

  of(path: string): number {
    return this.columns.get(path) ?? 0;
  }

  place(branch: Branch): number {
    const [zero, one] = branch.children;
    const left = zero ? this.place(zero) : null;
    const right = one ? this.place(one) : null;
    const { path } = branch.node;
    const first = this.free[path.length] ?? Number.NEGATIVE_INFINITY;
    const wanted = above(left, right, first === Number.NEGATIVE_INFINITY ? 0 : first);
    if (wanted < first) for (const child of [zero, one]) if (child) this.shift(child, first - wanted);
    return this.put(path, Math.max(wanted, first));
  }

  private shift({ node, children }: Branch, by: number): void {
    this.put(node.path, this.of(node.path) + by);
    for (const child of children) if (child) this.shift(child, by);
  }

  private put(path: string, column: number): number {
    this.columns.set(path, column);
    this.free[path.length] = Math.max(this.free[path.length] ?? column, column + 1);
    return column;
  }
}

/** Where a node wants to stand over its children; a leaf anywhere. */
function above(left: number | null, right: number | null, anywhere: number): number {
  if (left !== null && right !== null) return (left + right) / 2;
  if (left !== null) return left + LEAN;
  return right !== null ? right - LEAN : anywhere;
}
