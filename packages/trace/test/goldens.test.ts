/** Every golden file of the corpus, line by line: what PHP 5.6's own allocator did, the heap does. */
import { arrayBuffer } from "@zmm/storage";
import { readGolden, verifyGolden } from "@zmm/trace";
import { afterAll, describe, expect, test } from "vitest";
import { corpusBytes, corpusFiles, MODELS } from "./corpus.js";

let operations = 0;
const start = performance.now();

describe.each(MODELS)("golden files of %s", (model) => {
  test.each(corpusFiles(`golden-${model}`))("%s", async (file) => {
    const golden = readGolden(await corpusBytes(`golden-${model}/${file}`), file);
    const provider = arrayBuffer();
    const { difference, operations: done } = verifyGolden(golden, provider);
    provider.dispose();
    operations += done;
    expect(golden.header.model).toBe(model);
    expect(difference).toBeNull();
    expect(done).toBe(golden.length);
  });
});

afterAll(() => {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`goldens: ${operations} operations compared in ${seconds} s`);
});
