import { describe, expect, it } from "vitest";
import {
  allBlocks,
  callText,
  capture,
  check,
  diff,
  explain,
  type HeapReader,
  heapFields,
  hexDump,
  largeTree,
  type RenderOptions,
  RULES,
  renderBlock,
  renderBlocks,
  renderBucketHead,
  renderBuckets,
  renderDiff,
  renderExplanation,
  renderHeapStruct,
  renderMap,
  renderStatistics,
  renderTrees,
  renderVerdict,
  STEP_RULES,
  segments,
  statistics,
} from "../src/index.js";
import { MODELS, Program } from "./support/heaps.js";
import { randomFrom } from "./support/random.js";

/** Everything there is to render of a heap, by name. */
function renderAll(heap: HeapReader, options: RenderOptions): Record<string, string> {
  const block = [...allBlocks(heap)].find(({ type }) => type === "free") ?? [...allBlocks(heap)][0];
  return {
    blocks: renderBlocks(heap, options),
    map: renderMap(heap, options),
    buckets: renderBuckets(heap, options),
    trees: renderTrees(heap, options),
    structure: renderHeapStruct(heap, options),
    block: block ? renderBlock(heap, block, options) : "",
    hex: hexDump(heap, heap.address, 200, options),
    verdict: renderVerdict(check(heap), options),
    statistics: renderStatistics(statistics(heap), options),
    explanation: renderExplanation(explain(heap, { kind: "allocate", size: 700 }), options),
  };
}

/** A text without its colours. */
function plain(text: string): string {
  return text
    .split("\u001b[")
    .map((part, at) => (at === 0 ? part : part.slice(part.indexOf("m") + 1)))
    .join("");
}

function smallHeap(): Program {
  return new Program({ model: "ilp32", seed: 1, segmentSize: 1024, reserveSize: 0 });
}

it("statistics show hits and misses of heaps that count them, and only of those", () => {
  const counting = new Program({ model: "lp64", seed: 4, cacheStats: true }).runMany(400);
  const { buckets } = statistics(counting.reader);
  const lines = renderStatistics(statistics(counting.reader)).split("\n");
  const at = lines.findIndex((line) => line.includes("cache hits"));
  expect(lines.slice(at + 1, at + 1 + buckets.length).map((line) => Number(line.trim().split(/\s+/)[0]))).toEqual(
    buckets.map(({ size }) => size),
  );
  const plainHeap = new Program({ model: "lp64", seed: 4 }).runMany(400);
  expect(renderStatistics(statistics(plainHeap.reader))).not.toContain("cache hits");
});

describe.each(MODELS)("%s", (model) => {
  it("colour adds codes and nothing else", () => {
    const { reader } = new Program({ model, seed: 2, segmentSize: 16384, reserveSize: 1000 }).runMany(300);
    const coloured = renderAll(reader, { colour: true });
    for (const [name, text] of Object.entries(renderAll(reader, {}))) {
      expect(plain(coloured[name] ?? ""), name).toBe(text);
      expect(text, name).not.toContain("\u001b");
    }
    expect(coloured["map"]).toContain("\u001b");
  });

  it("damaged heaps are rendered as far as they go", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { heap, reader } = new Program({ model, seed, segmentSize: 16384, reserveSize: 1000 }).runMany(200);
      const random = randomFrom(seed);
      const end = Math.max(...[...segments(reader)].map(({ address, size }) => address + size)) / 4;
      for (let n = 0; n < 500; n++)
        heap.memory.i32[heap.address / 4 + random.below(end - heap.address / 4)] = random.below(2 ** 32);
      expect(Object.keys(renderAll(reader, {})), `seed ${seed}`).toHaveLength(10);
    }
  });
});

describe("pictures", () => {
  it("show every block as a box", () => {
    const { heap, reader } = smallHeap();
    const [, b] = [heap.allocate(24), heap.allocate(48), heap.allocate(8)];
    heap.free(b);
    expect(renderBlocks(reader)).toBe("[segment 8][used 32][cached 56][used 16][free 904][guard 8]");
    heap.flushCache();
    expect(renderBlocks(reader)).toBe("[segment 8][used 32][free 56][used 16][free 904][guard 8]");
  });

  it("map a segment to scale", () => {
    const { heap, reader } = smallHeap();
    heap.allocate(500);
    const lines = renderMap(reader, { width: 16, lines: 2 }).split("\n");
    expect(lines.slice(1)).toEqual([
      `segment 0x${reader.field("segments").toString(16)}, 1024 bytes`,
      `  ${"#".repeat(16)}`,
      `  ${".".repeat(16)}`,
    ]);
  });

  it("show the lists in their order", () => {
    const { heap, reader } = smallHeap();
    const held = Array.from({ length: 6 }, () => heap.allocate(24));
    for (const address of [0, 2, 4].map((at) => held[at] ?? 0)) heap.free(address);
    const [a, b, c] = [0, 2, 4].map((at) => `0x${((held[at] ?? 0) - 8).toString(16)}`);
    expect(renderBuckets(reader)).toContain(`[ 2]   32 bytes x 3   ${c} -> ${b} -> ${a}`);
    heap.flushCache();
    expect(renderBuckets(reader)).toContain(
      `buckets: free_bitmap 0x4, newest first\n  [ 2]   32 bytes x 3   ${a} <-> ${b} <-> ${c}`,
    );
    expect(renderBuckets(reader, { shown: 1 })).toContain(`${a} <-> ... 2 more`);
  });

  it("show where a list head overlaps the array", () => {
    const { reader } = smallHeap();
    const links = reader.elementAddress("freeBuckets", 4);
    const head = links - 8;
    expect(renderBucketHead(reader, 2)).toContain(
      `head + 8 = 0x${links.toString(16)} = &free_buckets[4]: prev_free_block 0x${head.toString(16)}`,
    );
  });

  it("show trees with the bits that lead to each node", () => {
    const { heap, reader } = new Program({ model: "ilp32", seed: 1, reserveSize: 0 });
    const sizes = [5000, 4200, 6200, 7000, 5100, 5000];
    const held = sizes.flatMap((size) => [heap.allocate(size), heap.allocate(1)]);
    for (let at = 0; at < held.length; at += 2) heap.free(held[at] ?? 0);
    const nodes = [...largeTree(reader)].filter(({ index }) => index === 12);
    const shown = renderTrees(reader, { index: 12 }).split("\n");
    expect(shown).toHaveLength(1 + nodes.length);
    nodes.forEach(({ path, address, size, siblings }, at) => {
      const line = shown[at + 1] ?? "";
      expect(line).toContain(`${path === "" ? "root" : `- ${path.slice(-1)}`} 0x${address.toString(16)} ${size} bytes`);
      expect(line).toContain(`0b1${path}`);
      expect(line.includes("equal")).toBe(siblings.length > 0);
    });
    expect(shown[1]).toMatch(/^ {2}root .* \+ 1 equal: 0x/);
    expect(renderTrees(reader, { index: 5 })).toBe("no large free blocks");
  });

  it("dump the bytes, with the structure over them", () => {
    const { heap, reader } = smallHeap();
    const address = heap.allocate(24);
    heap.memory.u8.set(new TextEncoder().encode("hello"), address);
    const block = address - 8;
    expect(block % 16).toBe(8);
    const [first, second] = hexDump(reader, block, 24).split("\n");
    expect(first).toBe(
      `0x${(block - 8).toString(16)}:                           21 00 00 00 03 00 00 00  |        !.......|  info._size=33 info._prev=3`,
    );
    expect(second).toContain("68 65 6c 6c 6f 00 00 00  00 00 00 00 00 00 00 00  |hello...........|");
  });
});

describe("texts", () => {
  it("of the structure leave out what an empty heap has in its arrays", () => {
    const { heap, reader } = smallHeap();
    expect(renderHeapStruct(reader)).not.toMatch(/\[\d+\]/);
    heap.allocate(24);
    expect(renderHeapStruct(reader)).toMatch(/large_free_buckets\[9\]/);
    expect(renderHeapStruct(reader)).toMatch(/\+24 +block_size +\D+1024\n/);
  });

  it("of an explanation give each step with its rule, and the end", () => {
    const { heap, reader } = smallHeap();
    const address = heap.allocate(100);
    const explanation = explain(reader, { kind: "reallocate", address, size: 300 });
    const text = renderExplanation(explanation);
    expect(text.split("\n")[0]).toBe(callText(explanation.operation));
    for (const step of explanation.steps) {
      expect(text).toContain(step.text);
      expect(text).toContain(STEP_RULES[step.rule].says);
    }
    expect(text).toContain(`returns 0x${address.toString(16)}, in a block of 312 bytes`);
    expect(renderExplanation(explanation, { rules: false }).split("\n")).toHaveLength(explanation.steps.length + 2);
  });

  it("of a verdict name the rule, the place and the two values", () => {
    const { heap, reader } = smallHeap();
    expect(renderVerdict(check(reader))).toBe("the heap is healthy");
    heap.memory.i32[reader.fieldAddress("cached") / 4] = 99;
    const text = renderVerdict(check(reader));
    expect(text).toContain(`0x${reader.fieldAddress("cached").toString(16)} cached: ${RULES["cached"].holds}`);
    expect(text).toContain("expected 0\n  found    99");
    expect(text).toContain("1 violation");
  });

  it("of a diff say what came, went and changed", () => {
    const { heap, reader } = smallHeap();
    const before = capture(reader);
    expect(renderDiff(diff(before, reader))).toBe("no difference");
    heap.allocate(24);
    const text = renderDiff(diff(before, reader));
    expect(text).toContain(`  size: 0 -> ${heapFields(reader).size}`);
    expect(text).toMatch(/^\+ segment 0x[0-9a-f]+, 1024 bytes$/m);
    expect(text).toMatch(/^\+ block 0x[0-9a-f]+ used 32$/m);
    expect(text).toMatch(/^ {2}tree 9: \+0x[0-9a-f]+ \(0 -> 1\)$/m);
  });
});
