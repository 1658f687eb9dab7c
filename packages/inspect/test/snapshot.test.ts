import type { ZmmError } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import {
  allBlocks,
  capture,
  check,
  diff,
  type HeapReader,
  heapRanges,
  isSnapshot,
  readSnapshot,
  SnapshotError,
  wholeMemory,
  writeSnapshot,
} from "../src/index.js";
import { MODELS, Program } from "./support/heaps.js";

const NOTHING = { fields: [], segmentsAdded: [], segmentsRemoved: [], blocks: [], lists: [] };

function programOf(model: (typeof MODELS)[number], seed = 1): Program {
  return new Program({ model, seed, segmentSize: 16384, reserveSize: 1000 }).runMany(300);
}

/** A valid file with some of its parts replaced. */
async function fileWith(heap: HeapReader, change: (header: Record<string, unknown>) => void): Promise<Uint8Array> {
  const file = await writeSnapshot(heap);
  const length = new DataView(file.buffer).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(12, 12 + length))) as Record<string, unknown>;
  change(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const changed = new Uint8Array(12 + text.length + file.length - 12 - length);
  changed.set(file.subarray(0, 12));
  new DataView(changed.buffer).setUint32(8, text.length, true);
  changed.set(text, 12);
  changed.set(file.subarray(12 + length), 12 + text.length);
  return changed;
}

describe.each(MODELS)("%s", (model) => {
  it("a capture stays as the heap was", () => {
    const program = programOf(model);
    const before = capture(program.reader);
    expect(diff(before, program.reader)).toEqual(NOTHING);
    program.runMany(50);
    const changed = diff(before, program.reader);
    expect(changed.blocks.length).toBeGreaterThan(0);
    expect(check(before).violations).toEqual([]);
  });

  it("a file gives the same heap back", async () => {
    const { reader } = programOf(model);
    const file = await writeSnapshot(reader, { note: "after 300 operations" });
    const { heap, note } = await readSnapshot(file);
    expect(note).toBe("after 300 operations");
    expect(diff(reader, heap)).toEqual(NOTHING);
    expect([...allBlocks(heap)]).toEqual([...allBlocks(reader)]);
    expect(check(heap).violations).toEqual([]);
    for (const { address, size } of heapRanges(reader))
      expect(heap.bytes(address, size)).toEqual(reader.bytes(address, size));
  });
});

describe("a snapshot file", () => {
  it("keeps cache statistics, and bytes at an odd place in a larger buffer", async () => {
    const { reader } = new Program({ model: "lp64", seed: 3, cacheStats: true }).runMany(100);
    const file = await writeSnapshot(reader);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    const { heap } = await readSnapshot(shifted.subarray(3));
    expect(heap.layout.cacheStats).toBe(true);
    expect(check(heap).violations).toEqual([]);
  });

  it("keeps the whole memory of a heap whose segments cannot be followed", async () => {
    const { heap: live, reader } = programOf("ilp32");
    const blocks = [...allBlocks(reader)];
    live.memory.i32[reader.fieldAddress("segments") / 4] = 12345;
    const { heap } = await readSnapshot(await writeSnapshot(reader, { ranges: wholeMemory(reader) }));
    expect(check(heap).violations).toContainEqual(expect.objectContaining({ rule: "segment-list" }));
    for (const { address } of blocks) expect(heap.sizeWord(address)).toBe(reader.sizeWord(address));
  });

  it("is refused with a typed error when it is none or is damaged", async () => {
    const { reader } = programOf("lp64");
    const file = await writeSnapshot(reader);
    const flipped = file.slice();
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 0xff;
    const newer = file.slice();
    newer[7] = 9;
    const bad: Record<string, Uint8Array> = {
      empty: new Uint8Array(0),
      "another file": new TextEncoder().encode("#zmm-trace 1 and more"),
      "a newer version": newer,
      "a cut header": file.subarray(0, 40),
      "a cut payload": file.subarray(0, file.length - 100),
      "a flipped byte": flipped,
      "an unknown model": await fileWith(reader, (header) => Object.assign(header, { model: "lp128" })),
      "a bad address": await fileWith(reader, (header) => Object.assign(header, { address: -8 })),
      "no ranges": await fileWith(reader, (header) => Object.assign(header, { ranges: null })),
      "ranges beyond all memory": await fileWith(reader, (header) => {
        Object.assign(header, { ranges: [{ address: 0, size: 2 ** 40 }] });
      }),
      "ranges too far apart": await fileWith(reader, (header) => {
        const ranges = header["ranges"] as { size: number }[];
        const size = ranges.reduce((sum, range) => sum + range.size, -8);
        Object.assign(header, {
          ranges: [
            { address: 0, size },
            { address: 2 ** 32 - 8, size: 8 },
          ],
        });
      }),
      "other ranges": await fileWith(reader, (header) => Object.assign(header, { ranges: [{ address: 8, size: 8 }] })),
    };
    for (const [name, bytes] of Object.entries(bad)) {
      const error = await readSnapshot(bytes).catch((caught: unknown) => caught);
      expect(error, name).toBeInstanceOf(SnapshotError);
      expect((error as ZmmError).code).toBe("SNAPSHOT");
    }
    expect(isSnapshot(file)).toBe(true);
    expect(isSnapshot(new Uint8Array(20))).toBe(false);
  });

  it("is small: mostly untouched segments compress", async () => {
    const { reader } = new Program({ model: "lp64", seed: 1 }).runMany(20);
    const file = await writeSnapshot(reader);
    expect(file.length).toBeLessThan(20_000);
  });
});
