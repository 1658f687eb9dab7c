import {
  OP_ALLOCATE,
  OP_END_REQUEST,
  OP_FREE,
  OP_REALLOCATE,
  readTrace,
  TraceFormatError,
  writeTrace,
} from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusBytes, corpusFiles } from "./corpus.js";

describe("a trace that is well-formed", () => {
  test("becomes flat arrays", () => {
    const trace = readTrace("#zmm-trace 1\na 0 19\na 1 0\nr 1 70000\nf 0\nz\na 0 9007199254740991\n", "x");
    expect([...trace.ops]).toEqual([OP_ALLOCATE, OP_ALLOCATE, OP_REALLOCATE, OP_FREE, OP_END_REQUEST, OP_ALLOCATE]);
    expect([...trace.ids]).toEqual([0, 1, 1, 0, 0, 0]);
    expect([...trace.sizes]).toEqual([19, 0, 70000, 0, 0, Number.MAX_SAFE_INTEGER]);
    expect(trace).toMatchObject({ name: "x", length: 6, idCount: 2, settings: {} });
  });

  test("carries its settings", () => {
    const text = "#@limit 8388608\n#@segsize 65536\n#@reserve 0\n#@failstorage 7\na 0 1\n";
    expect(readTrace(text).settings).toEqual({ limit: 8388608, segmentSize: 65536, reserveSize: 0, failStorage: 7 });
  });

  test("may set PHP's default limit of 2^62 bytes", () => {
    expect(readTrace("#@limit 4611686018427387904\na 0 1\n").settings.limit).toBe(2 ** 62);
  });

  test("reads the same from text and from bytes, with any line ends", () => {
    const text = "# a comment\na 0 19\n\nf 0\n";
    const trace = readTrace(text);
    expect(readTrace(new TextEncoder().encode(text))).toEqual(trace);
    expect(readTrace(text.replaceAll("\n", "\r\n"))).toEqual(trace);
  });

  test("may begin with a byte order mark", () => {
    const text = "\ufeff#@limit 5000000\na 0 19\n";
    expect(readTrace(text)).toEqual(readTrace(text.slice(1)));
    expect(() => readTrace("\ufeffa 0 19\nx\n", "marked")).toThrow("marked:2: unknown operation");
    expect(() => readTrace("\ufeff")).toThrow("the file is empty");
  });

  test("is text: other bytes are not called a text that was cut off", () => {
    expect(() => readTrace(Uint8Array.of(97, 32, 48, 0, 200, 5), "noise")).toThrow("noise: this is no text");
  });

  test("may use an ID again after its free and after a request end", () => {
    expect(readTrace("a 0 1\nf 0\na 0 2\nz\na 0 3\n").length).toBe(5);
  });

  test.each(corpusFiles("traces"))("is read and written without loss: %s", async (file) => {
    const trace = readTrace(await corpusBytes(`traces/${file}`), file);
    const text = writeTrace(trace, "once more");
    const again = readTrace(text, file);
    for (const part of ["ops", "ids", "sizes"] as const) {
      // as bytes: comparing long arrays cell by cell takes the test runner a second each
      expect(Buffer.from(again[part].buffer).equals(Buffer.from(trace[part].buffer)), part).toBe(true);
    }
    expect([again.settings, again.idCount]).toEqual([trace.settings, trace.idCount]);
    expect(text.split("\n", 2)).toEqual(["#zmm-trace 1", "# once more"]);
  });
});

describe("a trace that cannot be read names the line, the problem and what is allowed", () => {
  const big = "9007199254740992";
  const cases: [what: string, text: string, line: number, problem: RegExp, allowed: RegExp][] = [
    ["nothing", "", 0, /empty/, /operation/],
    ["only comments", "#zmm-trace 1\n# nothing\n", 3, /no operation/, /one operation/],
    ["a cut-off number", "a 0 19\na 1 2", 2, /cut off/, /line end/],
    ["an unknown letter", "a 0 19\nx 0\n", 2, /unknown operation "x 0"/, /a ID SIZE, f ID, r ID SIZE, z/],
    ["a letter in a word", "a 0 19\nfree 0\n", 2, /"ree 0"/, /blank/],
    ["bytes that are no text", "a 0 1\n\u0000\u0001\n", 2, /\\u0000/, /a ID SIZE/],
    ["a missing ID", "a\n", 1, /ID is missing/, /ID/],
    ["a missing size", "a 3\n", 1, /size is missing/, /size/],
    ["a size of letters", "a 3 many\n", 1, /size "many" is not a number/, /2\^53 - 1/],
    ["a negative size", "a 3 -1\n", 1, /size "-1" is not a number from 0/, /from 0/],
    ["a negative ID", "a -3 1\n", 1, /ID "-3" is not a number from 0/, /from 0/],
    ["a fraction", "a 3 1.5\n", 1, /".5" is too much/, /end of the line/],
    ["too many words", "f 3 4\n".replace("f 3 4", "a 3 4 5"), 1, /" 5"|"5"/, /end of the line/],
    ["a size above 2^53 - 1", `a 0 1\na 1 ${big}\n`, 2, new RegExp(`size ${big} is too big`), /2\^53 - 1/],
    ["a size beyond doubles", `a 1 1${"0".repeat(400)}\n`, 1, /too big/, /2\^53 - 1/],
    ["an ID too big", "a 16777216 8\n", 1, /ID 16777216 is too big/, /16777215/],
    ["a free of an ID never allocated", "a 0 1\nf 7\n", 2, /ID 7 is dead: it was never allocated/, /allocated/],
    ["a second free", "a 7 1\nf 7\n\nf 7\n", 4, /ID 7 is dead: it was freed on line 2/, /not freed/],
    ["a reallocation of a dead ID", "a 7 1\nf 7\nr 7 9\n", 3, /freed on line 2/, /not freed/],
    ["a free of what a request end took", "a 7 1\nz\nf 7\n", 3, /request ended on line 2/, /not freed/],
    ["a free from a request before", "a 7 1\nf 7\nz\nf 7\n", 4, /request ended on line 3/, /not freed/],
    ["an ID allocated twice", "a 7 1\na 7 1\n", 2, /ID 7 is in use since line 1/, /free/],
    [
      "an unknown setting",
      "#@limits 5\na 0 1\n",
      1,
      /unknown setting "limits"/,
      /limit, segsize, reserve, failstorage/,
    ],
    ["a setting without a value", "#@limit\na 0 1\n", 1, /limit "" is not a number/, /integer/],
    ["a setting of 0 where there is none", "#@failstorage 0\na 0 1\n", 1, /too small/, /from 1/],
    ["a setting with two values", "#@limit 1 2\na 0 1\n", 1, /more than one value/, /NUMBER/],
    ["a setting twice", "#@limit 5\n#@limit 5\na 0 1\n", 2, /twice/, /once/],
    ["a setting too late", "a 0 1\n#@limit 5\n", 2, /after the first operation/, /before/],
    ["a limit of 64 bits", "#@limit 9223372036854775808\na 0 1\n", 1, /too big/, /2\^63 - 1/],
    ["a limit that no double holds", "#@limit 9007199254740993\na 0 1\n", 1, /not exact/, /integer/],
    ["another version", "#zmm-trace 2\na 0 1\n", 1, /version 2/, /version 1/],
    ["a golden", "#zmm-golden 1 model=LP64\na 0 1\n", 1, /golden/, /trace/],
  ];
  test.each(cases)("%s", (_what, text, line, problem, allowed) => {
    const error = errorOf(() => readTrace(text, "some.trace"));
    expect(error).toMatchObject({ file: "some.trace", line });
    expect(error.problem).toMatch(problem);
    expect(error.allowed).toMatch(allowed);
    expect(error.message.startsWith(line > 0 ? `some.trace:${line}: ` : "some.trace: ")).toBe(true);
  });
});

function errorOf(action: () => unknown): TraceFormatError {
  try {
    action();
  } catch (error) {
    if (error instanceof TraceFormatError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
