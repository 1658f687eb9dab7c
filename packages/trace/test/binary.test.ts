import {
  BinaryTraceWriter,
  isBinaryTrace,
  MAX_IDS,
  OP_ALLOCATE,
  OP_END_REQUEST,
  OP_FREE,
  OP_REALLOCATE,
  readTrace,
  streamBinaryTrace,
  type Trace,
  TraceFormatError,
  writeBinaryTrace,
  writeTrace,
} from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { fc } from "../../../scripts/properties.js";
import { corpusBytes, corpusFiles, corpusTrace } from "./corpus.js";

/** As lines: comparing long arrays cell by cell takes the test runner a second each. */
const lines = (trace: Trace) => writeTrace(trace).split("\n");

describe("the binary format", () => {
  test.each(corpusFiles("traces"))("loses nothing of %s", async (file) => {
    const trace = readTrace(await corpusBytes(`traces/${file}`), file);
    const bytes = writeBinaryTrace(trace, "once more");
    expect(isBinaryTrace(bytes)).toBe(true);
    const again = readTrace(bytes, file);
    expect(writeTrace(again) === writeTrace(trace)).toBe(true);
    expect([again.idCount, again.settings]).toEqual([trace.idCount, trace.settings]);
  });

  test.each(["bench", "micro_bench", "parsedown", "smarty", "wordpress"])(
    "is at least 5 times smaller than the text: %s",
    async (name) => {
      const trace = await corpusTrace(name);
      expect(writeTrace(trace).length / writeBinaryTrace(trace).length).toBeGreaterThan(5);
    },
  );

  test("keeps call sites and annotations, as the text format does", () => {
    const text = [
      "#zmm-trace 1",
      "#: it begins",
      "a 0 1",
      "#^ main;index.php:12",
      "a 1 2",
      "#: halfway",
      "#^ main;render;page.php:7",
      "r 1 3",
      "#^",
      "f 0",
      "#^ main;index.php:12",
      "f 1",
      "#: it ends",
      "",
    ].join("\n");
    const trace = readTrace(text);
    expect(trace.sites?.names).toEqual(["", "main;index.php:12", "main;render;page.php:7"]);
    expect([...(trace.sites?.of ?? [])]).toEqual([0, 1, 2, 0, 1]);
    expect(trace.notes).toEqual([
      { at: 0, text: "it begins" },
      { at: 2, text: "halfway" },
      { at: 5, text: "it ends" },
    ]);
    const again = readTrace(writeBinaryTrace(trace));
    expect(again).toEqual(trace);
    expect(writeTrace(again)).toBe(text);
  });

  test("keeps sizes up to 2^53 - 1, IDs out of order, and request ends", () => {
    const { MAX_SAFE_INTEGER } = Number;
    const text = `a 5 0\na 2 ${MAX_SAFE_INTEGER}\nz\na ${MAX_IDS - 1} 4294967296\nr ${MAX_IDS - 1} 16384\nf ${MAX_IDS - 1}\n`;
    const trace = readTrace(text);
    expect(readTrace(writeBinaryTrace(trace))).toEqual(trace);
  });

  test("keeps any trace there can be", () => {
    const operations = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat(40), fc.oneof(fc.nat(300), fc.maxSafeNat())),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(operations, (wishes) => {
        const trace = readTrace(`${lawful(wishes).join("\n")}\n`);
        expect(lines(readTrace(writeBinaryTrace(trace)))).toEqual(lines(trace));
      }),
    );
  });
});

describe("writing and reading as it goes", () => {
  test("puts out each full block at once, and reads blocks from pieces of any length", async () => {
    const pieces: Uint8Array[] = [];
    const writer = new BinaryTraceWriter((bytes) => pieces.push(bytes));
    for (let at = 0; at < 100_000; at++) writer.add(at % 2 === 0 ? OP_ALLOCATE : OP_FREE, 0, at % 2 === 0 ? at : 0);
    const early = pieces.reduce((sum, piece) => sum + piece.length, 0);
    writer.end();
    const bytes = Buffer.concat(pieces);
    expect(early).toBeGreaterThan(bytes.length / 2);
    let length = 0;
    let sum = 0;
    for await (const block of streamBinaryTrace(piecesOf(bytes, 1000))) {
      length += block.length;
      for (let at = 0; at < block.length; at++) sum += block.sizes[at] as number;
    }
    expect([length, sum]).toEqual([100_000, (50_000 * 99_998) / 2]);
    expect(readTrace(bytes).length).toBe(100_000);
  });

  test("keeps call sites apart by their names, however often a writer defines them", () => {
    const pieces: Uint8Array[] = [];
    const writer = new BinaryTraceWriter((bytes) => pieces.push(bytes));
    for (const name of ["a", "b", "a", "", "c"]) writer.defineSite(name);
    for (const [id, site] of [1, 2, 3, 4, 5, 0].entries()) writer.add(OP_ALLOCATE, id, 8, site);
    writer.end();
    const { sites } = readTrace(Buffer.concat(pieces));
    expect([...(sites?.of ?? [])].map((site) => sites?.names[site])).toEqual(["a", "b", "a", "", "c", ""]);
    expect(new Set(sites?.names).size).toBe(sites?.names.length);
  });

  test("writes what stacks share only once, whatever their letters", () => {
    const stacks = Array.from(
      { length: 500 },
      (_, at) => `${"größer;⅞😀;".repeat(30)}${at % 2 === 0 ? "é" : "è"}${at}`,
    );
    const text = stacks.map((stack, at) => `#^ ${stack}\na ${at} 8\n`).join("");
    const trace = readTrace(text);
    const bytes = writeBinaryTrace(trace);
    expect(readTrace(bytes)).toEqual(trace);
    expect(bytes.length).toBeLessThan(new TextEncoder().encode(text).length / 20);
  });

  test("refuses call sites and remarks of nowhere", () => {
    const written = (write: (writer: BinaryTraceWriter) => void) => {
      const pieces: Uint8Array[] = [];
      const writer = new BinaryTraceWriter((bytes) => pieces.push(bytes));
      write(writer);
      writer.end();
      return Buffer.concat(pieces);
    };
    const unknownSite = written((writer) => writer.add(OP_ALLOCATE, 0, 8, 7));
    expect(() => readTrace(unknownSite)).toThrow(/there is no call site 7/);
    const late = written((writer) => {
      writer.add(OP_ALLOCATE, 0, 8);
      writer.add(OP_FREE, 0, 0);
      writer.note("the end");
    });
    expect(readTrace(late).notes).toEqual([{ at: 2, text: "the end" }]);
  });

  test("takes a remark about the file for nothing else, whatever line ends are in it", () => {
    const bytes = writeBinaryTrace(readTrace("a 0 1\n"), "x\n#@limit 5");
    expect(readTrace(bytes).settings).toEqual({});
  });

  test("refuses to write what readers would trip over", () => {
    const writing = (...ops: [op: number, id: number][]) => {
      const writer = new BinaryTraceWriter(() => undefined);
      for (const [op, id] of ops) writer.add(op, id, 0);
      writer.end();
    };
    expect(() => writing([OP_FREE, 0])).toThrow(TraceFormatError);
    expect(() => writing([OP_ALLOCATE, 3], [OP_ALLOCATE, 3])).toThrow(TraceFormatError);
    expect(() => writing([OP_ALLOCATE, 3], [OP_END_REQUEST, 0], [OP_REALLOCATE, 3])).toThrow(TraceFormatError);
    expect(() => writing([OP_ALLOCATE, MAX_IDS])).toThrow(TraceFormatError);
    for (const size of [2 ** 53, -1, 0.5, Number.NaN]) {
      const sized = { ...readTrace("a 0 1\n"), sizes: Float64Array.of(size) };
      expect(() => writeBinaryTrace(sized), `${size}`).toThrow(/operation a of size/);
    }
  });

  test("notices a stream that ends early", async () => {
    const bytes = writeBinaryTrace(await corpusTrace("syn_quirks"));
    const read = async (end: number) => {
      for await (const block of streamBinaryTrace(piecesOf(bytes.subarray(0, end), 50))) expect(block.length).toBe(353);
    };
    await expect(read(bytes.length - 1)).rejects.toBeInstanceOf(TraceFormatError);
    await expect(read(bytes.length - 16)).rejects.toBeInstanceOf(TraceFormatError);
    await expect(read(bytes.length)).resolves.toBeUndefined();
  });
});

describe("a binary trace that cannot be read is a TraceFormatError", () => {
  test("wherever it is cut off", async () => {
    const bytes = writeBinaryTrace(await corpusTrace("syn_quirks"));
    for (let end = 0; end < bytes.length; end++) {
      expect(() => readTrace(bytes.subarray(0, end), "cut"), `${end} bytes`).toThrow(TraceFormatError);
    }
  });

  test("wherever a byte is damaged", async () => {
    const bytes = writeBinaryTrace(await corpusTrace("syn_quirks"));
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      expect(() => readTrace(damaged, "damaged"), `byte ${at}`).toThrow(TraceFormatError);
    }
  });
});

/** The lines of a trace that does what is wished, as far as its IDs allow. */
function lawful(wishes: readonly [kind: number, id: number, size: number][]): string[] {
  const live = new Set<number>();
  return wishes.map(([kind, id, size]) => {
    if (kind === 9) {
      live.clear();
      return "z";
    }
    if (!live.has(id)) {
      live.add(id);
      return `a ${id} ${size}`;
    }
    if (kind < 6) return `r ${id} ${size}`;
    live.delete(id);
    return `f ${id}`;
  });
}

async function* piecesOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
