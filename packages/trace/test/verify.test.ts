import { arrayBuffer, failing, type SegmentProvider, StorageError, wasmMemory } from "@zmm/storage";
import { readGolden, TraceFormatError, verifyGolden, writeGolden } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusBytes, corpusFiles, corpusGolden, corpusTrace, MODELS } from "./corpus.js";

const text = async (path: string) => new TextDecoder().decode(await corpusBytes(path));
const withoutComments = (golden: string) => golden.replaceAll(/^# (?!end|error).*\n/gm, "");

describe("a verification", () => {
  test("agrees on another storage too", async () => {
    const golden = await corpusGolden("golden-lp64", "requests");
    expect(verifyGolden(golden, wasmMemory())).toMatchObject({ ok: true, operations: golden.length, failures: 0 });
  });

  test("finds a storage that fails when it should not", async () => {
    const golden = await corpusGolden("golden-lp64", "syn_huge");
    const { ok, difference } = verifyGolden(golden, failing(arrayBuffer(), { every: 9 }));
    expect(ok).toBe(false);
    expect(difference?.expected).toMatch(/^[ar] \d+ \d+ \d+\+\d+$/);
    expect(difference?.got).toMatch(/fails: Out of memory/);
  });

  test("finds the operation at which a place differs", async () => {
    const file = await text("golden-lp64/syn_quirks.golden.gz");
    const wrong = file.replace(/^(a \d+ \d+ )0\+(\d+)$/m, "$11+$2");
    const { difference, operations } = verifyGolden(readGolden(wrong, "wrong"), arrayBuffer());
    expect(difference).toMatchObject({ operation: 1, what: "operation", line: 6 });
    expect(difference?.expected).toMatch(/ 1\+/);
    expect(difference?.got).toMatch(/ 0\+/);
    expect(operations).toBe(1);
  });

  // every line of these files decides something: change one digit of its answer, and the verification says so
  test.each([
    ["golden-ilp32", "syn_quirks"],
    ["golden-lp64-debug", "syn_quirks"],
  ])("notices a change of any line of %s/%s", async (folder, name) => {
    const lines = (await text(`${folder}/${name}.golden.gz`)).trimEnd().split("\n");
    const unnoticed: string[] = [];
    const provider = arrayBuffer();
    for (const [at, line] of lines.entries()) {
      if (/^# (a heap|SEG)/.test(line)) continue;
      const wrong = lines.with(at, changed(line, at));
      if (agrees(`${wrong.join("\n")}\n`, provider)) unnoticed.push(`${at + 1}: ${line} -> ${wrong[at]}`);
    }
    expect(unnoticed).toEqual([]);
  });

  test.each(["storage_fails", "syn_limit"])("compares the error texts of %s", async (name) => {
    const file = await text(`golden-lp64-debug/${name}.golden.gz`);
    const errors = [...file.matchAll(/^# error: .*$/gm)];
    expect(errors.length).toBeGreaterThan(5);
    const wrong = file.replace(/(# error: .*tried to allocate )(\d)/, (_all, before, digit) => before + (9 - digit));
    const { difference } = verifyGolden(readGolden(wrong), arrayBuffer());
    expect(difference).toMatchObject({ what: "error" });
  });

  test("masks where the measuring program stood", async () => {
    const file = await text("golden-lp64-debug/syn_limit.golden.gz");
    const elsewhere = file.replaceAll(/ at zmm\d?\.c:\d+/g, " at /some where/else.c:7");
    expect(elsewhere).not.toBe(file);
    expect(verifyGolden(readGolden(elsewhere), arrayBuffer()).difference).toBeNull();
  });

  test("notices an operation that should have failed", async () => {
    const file = await text("golden-lp64/syn_limit.golden.gz");
    const wrong = file.replace(/^! (\d+) \d+$/m, "! $1 24");
    const { difference } = verifyGolden(readGolden(wrong), arrayBuffer());
    expect(difference?.expected).toMatch(/^! \d+ 24 fails: Allowed memory size/);
    expect(difference?.got).toMatch(/^! \d+ 24 \d+\+\d+$/);
  });

  test("calls a walk that ends early cut off, wherever between two lines it ends", async () => {
    const lines = (await text("golden-lp64/syn_quirks.golden.gz")).trimEnd().split("\n");
    const first = lines.findIndex((line) => line.startsWith("g "));
    const provider = arrayBuffer();
    for (let end = first; end < lines.length; end++) {
      const golden = readGolden(`${lines.slice(0, end).join("\n")}\n`, "cut");
      expect(() => verifyGolden(golden, provider), `${end} lines`).toThrow(TraceFormatError);
    }
  });

  test("leaves the provider as it was", async () => {
    const provider = arrayBuffer();
    verifyGolden(await corpusGolden("golden-lp64", "requests"), provider);
    const address = provider.allocate(65536);
    expect(address).toBeGreaterThan(0);
    provider.free(address, 65536);
    expect(() => provider.free(address, 65536)).toThrow(StorageError);
  });
});

describe("a golden written from a run", () => {
  const names = corpusFiles("traces").map((file) => file.replace(".trace.gz", ""));
  const small = names.filter((name) => /^(syn_|requests|storage)/.test(name));

  test.each(MODELS.flatMap((model) => small.map((name) => [model, name] as const)))(
    "is the measured one: %s %s",
    async (model, name) => {
      if (!corpusFiles(`golden-${model}`).includes(`${name}.golden.gz`)) return;
      const ours = writeGolden(await corpusTrace(name), arrayBuffer(), model);
      const measured = await text(`golden-${model}/${name}.golden.gz`);
      const masked = withoutComments(measured).replaceAll(/ at zmm\d?\.c:\d+/g, "");
      expect(withoutComments(ours).replaceAll(/ at \S+:\d+(?= \()/g, "")).toBe(masked);
      expect(verifyGolden(readGolden(ours), arrayBuffer()).difference).toBeNull();
    },
  );
});

/**
 * The line with one digit made wrong: of an `a` or `r` one of the answer, since a size may change within a size class,
 * of any other line one that `seed` picks.
 */
function changed(line: string, seed: number): string {
  const from = /^[ar] /.test(line) ? line.lastIndexOf(" ") : 0;
  const digits = [...line.matchAll(/\d/g)].map((match) => match.index).filter((index) => index > from);
  const at = digits[seed % digits.length] as number;
  return `${line.slice(0, at)}${(Number(line[at]) + 1 + (seed % 8)) % 10}${line.slice(at + 1)}`;
}

function agrees(golden: string, provider: SegmentProvider): boolean {
  try {
    return verifyGolden(readGolden(golden, "changed"), provider).ok;
  } catch {
    return false;
  }
}
