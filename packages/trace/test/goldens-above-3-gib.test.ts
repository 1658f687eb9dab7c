/** Golden files with all addresses above 3 GiB, where numbers of 32 bits are negative if taken for signed. */
import { freemem } from "node:os";
import { arrayBuffer, MAX_MEMORY, resizable, type SegmentProvider, shared, wasmMemory } from "@zmm/storage";
import { readGolden, verifyGolden } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusBytes, MODELS } from "./corpus.js";

const GIB = 2 ** 30;

/** Only what is touched takes room, but an engine may want to know that it could. */
const hasRoom = freemem() > 6 * GIB;

const PROVIDERS: Readonly<Record<string, () => SegmentProvider>> = {
  arrayBuffer: () => arrayBuffer({ initial: MAX_MEMORY }),
  wasmMemory: () => wasmMemory(),
  resizable: () => resizable(),
  shared: () => shared({ maximum: MAX_MEMORY }),
};

describe("golden files on memories of almost 4 GiB", () => {
  test(hasRoom ? "are tried here" : "are not tried here, as less than 6 GiB are free", () => {
    expect(Object.keys(PROVIDERS)).toHaveLength(4);
  });

  for (const model of hasRoom ? MODELS : []) {
    test.each(["syn_trie", "syn_quirks", "requests"])(`${model}: %s`, { timeout: 60_000 }, async (file) => {
      const golden = readGolden(await corpusBytes(`golden-${model}/${file}.golden.gz`), file);
      for (const [name, create] of Object.entries(PROVIDERS)) {
        const provider = create();
        expect(provider.allocate(3 * GIB)).toBeGreaterThan(0);
        const { difference, operations } = verifyGolden(golden, provider);
        provider.dispose();
        expect({ name, difference, operations }).toEqual({ name, difference: null, operations: golden.length });
      }
    });
  }
});
