import { describe, expect, it } from "vitest";
import { capture, diff, type HeapDiff, NEW_SEGMENT, simulate } from "../src/index.js";
import { MODELS, Program } from "./support/heaps.js";

/** A diff with the addresses of a segment that was only foreseen moved to where it came to be. */
function resolved(difference: HeapDiff, segment: number): unknown {
  const text = JSON.stringify(difference, (_key, value: unknown) => {
    return typeof value === "number" && value >= NEW_SEGMENT ? value - NEW_SEGMENT + segment : value;
  });
  const { blocks, ...rest } = JSON.parse(text) as HeapDiff;
  return { ...rest, blocks: [...blocks].sort((a, b) => a.address - b.address) };
}

describe.each(MODELS)("%s", (model) => {
  it("the diff to the heap foreseen is the diff to the heap that then is", () => {
    for (const seed of [1, 2]) {
      const program = new Program({ model, seed, segmentSize: 16384, reserveSize: 1000 });
      for (let n = 0; n < 400; n++) {
        const before = capture(program.reader);
        const operation = program.next();
        program.storage.forget();
        program.run(operation);
        const [answer = 0] = program.storage.answers;
        // A segment that the storage resizes may move anywhere; one that it gives is foreseen without asking.
        const storage = operation.kind === "reallocate" && answer !== 0 ? { reallocate: () => answer } : {};
        const { after } = simulate(before, operation, { storage });
        const foreseen = resolved(diff(before, after), answer);
        expect(foreseen, `seed ${seed}, operation ${n}: ${JSON.stringify(operation)}`).toEqual(
          resolved(diff(before, program.reader), answer),
        );
      }
    }
  });
});

describe("a diff", () => {
  it("is empty between a heap and itself", () => {
    const { reader } = new Program({ model: "lp64", seed: 1 }).runMany(200);
    expect(diff(reader, reader)).toEqual({ fields: [], segmentsAdded: [], segmentsRemoved: [], blocks: [], lists: [] });
  });

  it("names each kind of change, and only what changed", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1 });
    const held = heap.allocate(40);
    const before = capture(reader);
    heap.free(held);
    const block = held - 16;
    expect(diff(before, reader)).toEqual({
      fields: [{ field: "cached", before: 0, after: 56 }],
      segmentsAdded: [],
      segmentsRemoved: [],
      blocks: [{ address: block, before: { size: 56, type: "used" }, after: { size: 56, type: "cached" } }],
      lists: [{ list: "cache 3", before: [], after: [block] }],
    });
  });

  it("survives a trip through JSON", () => {
    const program = new Program({ model: "ilp32", seed: 5 }).runMany(100);
    const before = capture(program.reader);
    const difference = diff(before, program.runMany(50).reader);
    expect(JSON.parse(JSON.stringify(difference))).toEqual(difference);
  });
});
