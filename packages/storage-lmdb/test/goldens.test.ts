/** Every golden file on a persistent memory: a heap there does what PHP's own allocator did. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzip, readGolden, verifyGolden } from "@zmm/trace";
import { afterAll, describe, expect, test } from "vitest";
import { lmdb } from "../src/index.js";

const CORPUS = new URL("../../corpus/", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "zmm-goldens-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(["ilp32", "lp64", "lp64-debug"])("golden files of %s on lmdb", (model) => {
  test.each(readdirSync(new URL(`golden-${model}/`, CORPUS)))("%s", { timeout: 60_000 }, async (file) => {
    const golden = readGolden(await gunzip(readFileSync(new URL(`golden-${model}/${file}`, CORPUS)), file), file);
    const path = join(folder, `${model}-${file}.zmm`);
    const provider = lmdb({ path, sync: false });
    const { difference, operations } = verifyGolden(golden, provider);
    expect({ difference, operations }).toEqual({ difference: null, operations: golden.length });
    rmSync(path);
  });
});
