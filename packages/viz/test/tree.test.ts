import { explain, type TreeNodeView, treeNodes } from "@zmm/inspect";
import { isSmall, MODEL_NAMES, trueSize } from "@zmm/layout";
import { describe, expect, test } from "vitest";
import { en } from "../src/locale/en.js";
import { HeapSession } from "../src/session/heap-session.js";
import { searchPath } from "../src/tree/search-path.js";
import { layoutTree } from "../src/tree/tree-layout.js";
import { corpusTrace } from "./support/corpus.js";

describe("the way of a search", () => {
  test.each(MODEL_NAMES)("ends where the heap's own explanation ends: %s", async (model) => {
    const session = HeapSession.ofTrace(await corpusTrace("syn_trie"), { model });
    let compared = 0;
    for (const position of [700, 2500, 5001, 8000]) {
      session.seek(position);
      const reader = session.reader!;
      for (let size = 300; size < 400_000; size = Math.floor(size * 1.31) + 7) {
        const wanted = trueSize(reader.layout, size);
        if (isSmall(reader.layout, wanted)) continue;
        const step = explain(reader, { kind: "allocate", size }).steps.find(({ rule }) => rule === "large-search");
        const path = searchPath(reader, wanted, en.tree);
        const seen = step?.blocks.slice(0, -1) ?? [];
        expect([size, path.best !== 0], `${size} bytes at ${position}`).toEqual([size, step !== undefined]);
        if (step) expect(path.stops.map(({ address }) => address)).toEqual(seen);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  test("says of a heap without trees that there are none", () => {
    const session = HeapSession.ofScript("", { reserveSize: 0 });
    expect(searchPath(session.reader!, 5000, en.tree)).toMatchObject({ stops: [], best: 0 });
  });
});

describe("the picture of a tree", () => {
  const nodes = (...paths: string[]): TreeNodeView[] => {
    return paths.map((path, at) => ({ index: 12, path, address: 8 * (at + 1), size: 4096 + at, siblings: [] }));
  };

  test("stands children under their parent, 0 to the left of 1, nodes of a level apart", async () => {
    const session = HeapSession.ofTrace(await corpusTrace("syn_trie"));
    session.seek(5001);
    for (let index = 8; index < 18; index++) {
      const { nodes: placed } = layoutTree([...treeNodes(session.reader!, index)], 400);
      const last: number[] = [];
      for (const { column, level } of [...placed].sort((a, b) => a.column - b.column)) {
        if (last[level] !== undefined) expect(column - last[level]).toBeGreaterThanOrEqual(1 - 1e-9);
        last[level] = column;
      }
      for (const { path, parent } of placed) expect(parent?.path ?? "").toBe(path.slice(0, -1));
    }
  });

  test("leans an only child to its side", () => {
    const [root, zero] = layoutTree(nodes("", "0")).nodes;
    expect(zero!.column).toBeLessThan(root!.column);
    const [top, one] = layoutTree(nodes("", "1")).nodes;
    expect(one!.column).toBeGreaterThan(top!.column);
  });

  test("tells how many nodes it leaves out", () => {
    const { nodes: placed } = layoutTree(nodes("", "0", "1", "00", "01", "11", "110"), 4);
    expect(placed).toHaveLength(4);
    expect(placed.reduce((sum, { left }) => sum + left, 0)).toBe(3);
  });

  test("may be empty", () => {
    expect(layoutTree([])).toEqual({ nodes: [], columns: 0, levels: 0 });
  });
});
