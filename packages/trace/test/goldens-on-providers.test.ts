/** Every golden file on every other provider: places are segment and offset, so all of them must agree. */
import { providerNamed, region, type SegmentProvider, shared, wasmMemory } from "@zmm/storage";
import { readGolden, verifyGolden } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusBytes, corpusFiles, MODELS } from "./corpus.js";

const MIB = 2 ** 20;

const PROVIDERS: Readonly<Record<string, () => SegmentProvider>> = {
  "wasmMemory from an odd start": () => wasmMemory({ memory: new WebAssembly.Memory({ initial: 2 }), start: 70_001 }),
  region: () => region({ buffer: new ArrayBuffer(64 * MIB), offset: 1000 }),
  "resizable, zeroed": () => providerNamed("mmap_zero"),
  scratch: () => providerNamed("win32"),
  "shared, growing": () => shared({ initial: MIB, maximum: 64 * MIB }),
};

describe.each(MODELS)("golden files of %s on all providers", (model) => {
  test.each(corpusFiles(`golden-${model}`))("%s", { timeout: 60_000 }, async (file) => {
    const golden = readGolden(await corpusBytes(`golden-${model}/${file}`), file);
    for (const [name, create] of Object.entries(PROVIDERS)) {
      const provider = create();
      const { difference, operations } = verifyGolden(golden, provider);
      provider.dispose();
      expect({ name, difference, operations }).toEqual({ name, difference: null, operations: golden.length });
    }
  });
});
