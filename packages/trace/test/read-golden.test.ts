import { OP_REALLOCATE, readGolden, TraceFormatError } from "@zmm/trace";
import { describe, expect, test } from "vitest";

const HEADER =
  "#zmm-golden 1 model=LP64 word=8 align=8 segsize=262144 compact=2097152 reserve=8192 limit=8388608 debug=0";
const START = "s 8208 262144 8208 262144 0 0 20000 0 1";
const LAST = "# end: ops=1 failed=0 segments: allocated=1 realloced=0 freed=0 reserve=held";
const golden = (...lines: string[]) => `${lines.join("\n")}\n`;
const whole = golden(HEADER, "#@failstorage 7", START, "! 0 65", "# error: Out of memory", LAST, START, "g 0 262144");

describe("a golden that is well-formed", () => {
  test("becomes a trace with answers", () => {
    const read = readGolden(whole, "x.golden");
    expect(read.header).toEqual({
      model: "lp64",
      segmentSize: 262144,
      compactSize: 2097152,
      reserveSize: 8192,
      limit: 8388608,
    });
    expect(read.settings).toEqual({ failStorage: 7, limit: 8388608, segmentSize: 262144, reserveSize: 8192 });
    expect([...read.ops]).toEqual([OP_REALLOCATE]);
    expect(read.errors.get(0)).toEqual({ line: 5, text: "Out of memory" });
    expect(read.states.map(({ line, after }) => [line, after])).toEqual([
      [3, 0],
      [7, 1],
    ]);
    expect(read.walk).toEqual([{ line: 8, text: "g 0 262144" }]);
  });

  test.each([
    ["model=LP64 word=8", "debug=1", "lp64-debug"],
    ["model=ILP32 word=4", "debug=0", "ilp32"],
  ])("says its model by %s %s", (model, debug, expected) => {
    const text = whole.replace("model=LP64 word=8", model).replace("debug=0", debug);
    expect(readGolden(text).header.model).toBe(expected);
  });
});

describe("a golden that cannot be read names the line, the problem and what is allowed", () => {
  const ops = (...lines: string[]) => golden(HEADER, START, ...lines, LAST, START);
  const cases: [what: string, text: string, line: number, problem: RegExp][] = [
    ["nothing", "", 0, /empty/],
    ["a trace", golden("#zmm-trace 1", "a 0 1"), 1, /a trace/],
    ["another file", golden("<html>"), 1, /does not begin/],
    ["another version", whole.replace("golden 1", "golden 9"), 1, /version 9/],
    ["a header without its limit", whole.replace(" limit=8388608", ""), 1, /lacks limit/],
    ["a header with a bare word", whole.replace(" debug=0", " debug"), 1, /NAME=VALUE/],
    ["an unknown model", whole.replace("LP64", "LP128"), 1, /unknown model model=LP128/],
    [
      "a debug build of 32 bits",
      whole.replace("LP64 word=8", "ILP32 word=4").replace("debug=0", "debug=1"),
      1,
      /unknown/,
    ],
    ["a word that is not the model's", whole.replace("word=8", "word=4"), 1, /word=4/],
    ["another alignment", whole.replace("align=8", "align=16"), 1, /align=16/],
    ["a segment size of letters", whole.replace("segsize=262144", "segsize=big"), 1, /segsize "big"/],
    ["a file cut off in a line", whole.slice(0, -3), 8, /cut off/],
    ["a file cut off among the operations", golden(HEADER, START, "a 0 1 0+8240"), 4, /cut off after 1 operations/],
    ["a file cut off behind the end line", golden(HEADER, START, "a 0 1 0+8240", LAST), 5, /no last state/],
    ["a file cut off before an error text", golden(HEADER, START, "! 0 1"), 4, /without its error text/],
    ["a missing first state", golden(HEADER, "a 0 1 0+8240", LAST, START), 2, /state after operation 0 is missing/],
    ["an unknown letter", ops("y 0 1 0+8"), 3, /unknown line "y 0 1 0\+8"/],
    ["an unknown letter in the walk", golden(whole.trimEnd(), "y 0 1"), 9, /no line of a walk/],
    ["a place without offset", ops("a 0 1 0"), 3, /no offset/],
    ["a missing place", ops("a 0 1"), 3, /segment is missing/],
    ["a bad state", ops("a 0 1 0+8240", "s 1 2 3"), 4, /no state/],
    ["a free of a dead ID", ops("f 0"), 3, /ID 0 is dead/],
    ["an ID too big", ops("a 99999999999 1 0+8"), 3, /too big/],
    ["a size too big", ops("a 0 9007199254740992 0+8"), 3, /too big/],
    ["an unknown setting", golden(HEADER, "#@fail 7", START), 2, /unknown setting/],
  ];
  test.each(cases)("%s", (_what, text, line, problem) => {
    let error: unknown;
    try {
      readGolden(text, "some.golden");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TraceFormatError);
    expect(error).toMatchObject({ file: "some.golden", line });
    expect((error as TraceFormatError).problem).toMatch(problem);
  });
});
