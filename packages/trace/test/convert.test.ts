import { arrayBuffer } from "@zmm/storage";
import {
  chromeSpanCount,
  chromeTracePieces,
  compare,
  readAnyTrace,
  readTrace,
  siteTotals,
  startHeap,
  type Trace,
  TraceFormatError,
  toChromeTrace,
  toPprof,
  toSpeedscope,
  tracePieces,
  writeBinaryTrace,
  writeTrace,
} from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusBytes } from "./corpus.js";

const read = (...lines: string[]) => readAnyTrace(new TextEncoder().encode(lines.join("\n")), "some.log");
const lines = (trace: Trace) => writeTrace(trace).trimEnd().split("\n").slice(1);

describe("a trace from a log of malloc calls", () => {
  test("as ltrace writes it", () => {
    const trace = read(
      "__libc_start_main(0x401136, 1, 0x7ffd, 0x401190 <unfinished ...>",
      "malloc(24)                                       = 0x55d0c2a0",
      "calloc(4, 100)                                   = 0x55d0c2c0",
      'strlen("hello")                                  = 5',
      "realloc(0x55d0c2a0, 0x1000)                      = 0x55d0d000",
      "malloc(-1)                                       = nil",
      "free(0x55d0c2c0)                                 = <void>",
      "free(nil)                                        = <void>",
      "malloc(8)                                        = 0x55d0c2c0",
      "+++ exited (status 0) +++",
    );
    expect(lines(trace)).toEqual(["a 0 24", "a 1 400", "r 0 4096", "f 1", "a 1 8"]);
  });

  test("of several threads, whose calls interrupt each other", () => {
    const trace = read(
      "[pid 7] 0.001 libfoo.so->malloc(10 <unfinished ...>",
      "[pid 8] 0.002 libfoo.so->malloc(20 <unfinished ...>",
      "[pid 7] 0.003 <... malloc resumed> )             = 0x1000",
      "[pid 9] 0.004 prog->free(0x1000)                 = <void>",
      "[pid 8] 0.005 <... malloc resumed> )             = 0x2000",
    );
    expect(lines(trace)).toEqual(["a 0 10", "f 0", "a 0 20"]);
  });

  test("of threads that get what others are still giving up", () => {
    const freed = read(
      "[pid 7] malloc(10) = 0x1000",
      "[pid 7] free(0x1000 <unfinished ...>",
      "[pid 8] malloc(20) = 0x1000",
      "[pid 7] <... free resumed> ) = <void>",
      "[pid 8] realloc(0x1000, 30) = 0x2000",
    );
    expect(lines(freed)).toEqual(["a 0 10", "f 0", "a 0 20", "r 0 30"]);
    const moved = read(
      "[pid 7] malloc(10) = 0x1000",
      "[pid 7] realloc(0x1000, 99, <unfinished ...>",
      "[pid 8] malloc(20) = 0x1000",
      "[pid 7] <... realloc resumed> ) = 0x3000",
      "[pid 8] free(0x1000) = <void>",
      "[pid 7] realloc(0x3000, 1000 <unfinished ...>",
      "[pid 7] <... realloc resumed> ) = nil",
      "[pid 7] free(0x3000) = <void>",
    );
    expect(lines(moved)).toEqual(["a 0 10", "a 1 20", "r 0 99", "f 1", "f 0"]);
  });

  test.each([
    ["malloc(", ""],
    ["malloc", "("],
    ["<... malloc resumed>", ""],
  ])("with a line of a million blanks behind %j, which takes no hours", (before, behind) => {
    expect(lines(read("malloc(1) = 0x10", `${before}${" ".repeat(1_000_000)}${behind}`))).toEqual(["a 0 1"]);
  });

  test("as preloaded libraries write it", () => {
    const trace = read(
      "malloc(16) -> 0xa0",
      "realloc 0xa0 32 0xb0",
      "aligned_alloc(64, 128) = 0xC0",
      "reallocarray(0xb0, 3, 7) = 0xd0",
      "free 0x00c0",
      "realloc(0xd0, 0) = 0",
      "realloc(0, 5) = 0xe0",
    );
    expect(lines(trace)).toEqual(["a 0 16", "r 0 32", "a 1 128", "r 0 21", "f 1", "f 0", "a 0 5"]);
  });

  test("that does not know all: blocks from before, and frees that it missed", () => {
    const trace = read("free(0x9990)", "malloc(1) = 0x10", "malloc(2) = 0x10", "realloc(0x7770, 3) = 0x20");
    expect(lines(trace)).toEqual(["a 0 1", "f 0", "a 0 2", "a 1 3"]);
  });

  test.each([
    ["malloc(8) = 0x10\nmalloc(ten) = 0x20", 2],
    ["malloc(8) = 0x10\nmalloc(8) = somewhere", 2],
    ["malloc(8) = 0x10\n\nmalloc(8)", 3],
    ["malloc(8) = 0x10\nrealloc(0x10) = 0x20", 2],
    ["malloc(99999999999999999999) = 0x10", 1],
  ])("that makes no sense is refused with its line: %j", (text, line) => {
    expect(() => read(text)).toThrow(TraceFormatError);
    expect(() => read(text)).toThrow(`some.log:${line}: `);
  });
});

test("a trace from glibc's mtrace, with its places as call sites", () => {
  const trace = read(
    "= Start",
    "@ ./prog:[0x401151] + 0x16b5690 0x18",
    "@ ./prog:(main+0x20)[0x401160] + 0x16b56b0 0x20",
    "@ ./prog:[0x401170] < 0x16b5690",
    "@ ./prog:[0x401170] > 0x16b5ab0 0x30",
    "@ ./prog:[0x401180] - 0x16b56b0",
    "= End",
  );
  expect(lines(trace)).toEqual([
    "#^ ./prog:[0x401151]",
    "a 0 24",
    "#^ ./prog:(main+0x20)[0x401160]",
    "a 1 32",
    "#^ ./prog:[0x401170]",
    "r 0 48",
    "#^ ./prog:[0x401180]",
    "f 1",
  ]);
});

describe("a trace from heaptrack", () => {
  const head = ["X ./prog", "I 1000 5f8e", "s /bin/prog", "s main", "s /src/main.c", "s render"];
  const stacks = ["i 401136 1 2 3 c", "i 401200 1 4 3 1f", "i 7f00 1", "t 1 0", "t 2 1", "t 3 2"];

  test("with kinds of allocations instead of pointers", () => {
    const trace = read(
      "v 10300 2",
      ...head,
      ...stacks,
      "a 18 2",
      "a 400 3",
      "c 0",
      "+ 0",
      "+ 1",
      "+ 0",
      "R 5",
      "- 0",
      "- 1",
    );
    expect(lines(trace)).toEqual([
      "#^ main main.c:12;render main.c:31",
      "a 0 24",
      "#^ main main.c:12;render main.c:31;prog+0x7f00",
      "a 1 1024",
      "#^ main main.c:12;render main.c:31",
      "a 2 24",
      "f 2",
      "f 1",
    ]);
  });

  test("with strings that say their length, as format 3 has them", () => {
    const sized = head.map((line) =>
      line.replace(/^s (.*)/, (_all, text: string) => `s ${text.length.toString(16)} ${text}`),
    );
    const trace = read("v 10400 3", ...sized, ...stacks, "a 8 1", "+ 0");
    expect(trace.sites?.names).toEqual(["", "main main.c:12"]);
  });

  test("of a command that goes over several lines", () => {
    const command = ["X python3 -c", "import json", "x = 1", "", "for i in y: pass"];
    const trace = read("v 10400 3", ...command, "I 1000 5f8e", "a 18 0", "+ 0", "- 0");
    expect(lines(trace)).toEqual(["a 0 24", "f 0"]);
  });

  test("with pointers, as format 0 has them", () => {
    const trace = read("v 10000", ...head, ...stacks, "+ 18 1 ff00", "+ 20 1 ff40", "- ff00", "- aaaa");
    expect(lines(trace).filter((line) => !line.startsWith("#"))).toEqual(["a 0 24", "a 1 32", "f 0"]);
  });

  test.each([["v 10900 4"], ["v 10300 2\n+ 0"], ["v 10300 2\na xyz 0"], ["v 10300 2\n?"], ["v 10300 2"]])(
    "that makes no sense is refused: %j",
    (text) => expect(() => read(text)).toThrow(TraceFormatError),
  );
});

test.each(["a 20000000000000 0", "+ 20000000000000 0 ff00"])("a size that no trace can have is refused: %s", (line) => {
  const format = line.startsWith("a") ? "2" : "0";
  expect(() => read(`v 10300 ${format}`, line, "+ 0")).toThrow(/some\.log:2: the number 0x20000000000000 is too big/);
  expect(() => read("v 10300 2", "i ffffffffff600000 1", "t 1 0", "a 8 1", "+ 0")).not.toThrow();
});

test("text comes in pieces of whole lines, since a string may be too short for all of them", async () => {
  const trace = readTrace(await corpusBytes("traces/smarty.trace.gz"));
  const pieces = [...tracePieces(trace, "remark")];
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.filter((piece) => piece !== "" && !piece.endsWith("\n"))).toEqual([]);
  expect(pieces.join("")).toBe(writeTrace(trace, "remark"));
});

test("our own formats are known as such", async () => {
  const text = await corpusBytes("traces/syn_quirks.trace.gz");
  const trace = readTrace(text, "x");
  expect(readAnyTrace(text, "x")).toEqual(trace);
  expect(readAnyTrace(new TextDecoder().decode(text), "x")).toEqual(trace);
  expect(readAnyTrace(writeBinaryTrace(trace), "x")).toEqual(trace);
});

describe("call sites", () => {
  const trace = readTrace(
    [
      "#^ main a.php:1;draw b.php:2",
      "a 0 100",
      "a 1 50",
      "#^ main a.php:1",
      "a 2 1000",
      "f 2",
      "#: halfway",
      "r 1 70",
      "#^",
      "a 2 1",
      "",
    ].join("\n"),
    "sites",
  );

  test("are added up: all, live, and temporary", () => {
    expect(siteTotals(trace)).toEqual([
      { site: "main a.php:1", allocations: 2, bytes: 1070, live: 1, liveBytes: 70, temporary: 1 },
      { site: "main a.php:1;draw b.php:2", allocations: 2, bytes: 150, live: 1, liveBytes: 100, temporary: 0 },
      { site: "", allocations: 1, bytes: 1, live: 1, liveBytes: 1, temporary: 0 },
    ]);
  });

  test("are none live after a request end", () => {
    const [totals] = siteTotals(readTrace("a 0 5\na 1 6\nz\na 0 7\n"));
    expect(totals).toMatchObject({ allocations: 3, bytes: 18, live: 1, liveBytes: 7 });
  });

  test("go to speedscope", () => {
    const { shared, profiles } = JSON.parse(toSpeedscope(trace));
    const names = shared.frames.map(({ name }: { name: string }) => name);
    const [allocated, live] = profiles;
    const stacks = allocated.samples.map((stack: number[]) => stack.map((frame) => names[frame]));
    expect(stacks).toEqual([["main a.php:1"], ["main a.php:1", "draw b.php:2"], ["(unknown)"]]);
    expect([allocated.weights, allocated.endValue, allocated.unit]).toEqual([[1070, 150, 1], 1221, "bytes"]);
    expect(live.weights).toEqual([70, 100, 1]);
  });

  test("go to Chrome's trace events, with counters and remarks", () => {
    const samples = compare(trace, { zend: startHeap(trace, arrayBuffer()) }, { samples: 3 })[0]?.samples ?? [];
    const { traceEvents } = JSON.parse(toChromeTrace(trace, samples));
    const kind = (ph: string) => traceEvents.filter((event: { ph: string }) => event.ph === ph);
    expect(kind("C").map(({ ts }: { ts: number }) => ts)).toEqual([2, 4, 6]);
    expect(kind("i")).toMatchObject([{ name: "halfway", ts: 4 }]);
    expect(kind("X").map(({ name, ts, dur }: Record<string, unknown>) => [name, ts, dur])).toEqual([
      ["draw b.php:2", 0, 2],
      ["main a.php:1", 0, 5],
    ]);
  });

  test("go to Chrome piece by piece, since a string may be too short for all of them", () => {
    const many = readTrace(`${"#^ a;b;c\na 0 8\n#^ a;x\nf 0\n".repeat(2000)}`);
    const pieces = [...chromeTracePieces(many, [])];
    const { traceEvents } = JSON.parse(pieces.join(""));
    expect(chromeSpanCount(many)).toBe(traceEvents.length);
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(70_000);
  });

  test("go to pprof", () => {
    const profile = decode(toPprof(trace));
    const strings = field(profile, 6).map((text) => new TextDecoder().decode(text as Uint8Array));
    const types = field(profile, 1).map((bytes) => strings[field(decode(bytes as Uint8Array), 1)[0] as number]);
    expect(strings[0]).toBe("");
    expect(types).toEqual(["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]);
    const functions = field(profile, 5).map((bytes) => decode(bytes as Uint8Array));
    const nameOf = (id: number) => strings[field(functions[id - 1] ?? [], 2)[0] as number];
    const samples = field(profile, 2).map((bytes) => {
      const sample = decode(bytes as Uint8Array);
      const [stack = [], values = []] = [1, 2].map((number) => varints(field(sample, number)[0] as Uint8Array));
      return [stack.map(nameOf), values];
    });
    expect(samples).toEqual([
      [["main"], [2, 1070, 1, 70]],
      [
        ["draw", "main"],
        [2, 150, 1, 100],
      ],
      [["(unknown)"], [1, 1, 1, 1]],
    ]);
  });
});

type Fields = [number: number, value: number | Uint8Array][];

/** The fields of a message of protocol buffers. */
function decode(bytes: Uint8Array): Fields {
  const fields: Fields = [];
  for (let at = 0; at < bytes.length; ) {
    const [key, afterKey] = varint(bytes, at);
    const [value, afterValue] = varint(bytes, afterKey);
    const isBytes = (key & 7) === 2;
    fields.push([key >>> 3, isBytes ? bytes.subarray(afterValue, afterValue + value) : value]);
    at = isBytes ? afterValue + value : afterValue;
  }
  return fields;
}

function field(fields: Fields, number: number): (number | Uint8Array)[] {
  return fields.filter(([of]) => of === number).map(([, value]) => value);
}

function varints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [value, next] = varint(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}

function varint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    value += ((bytes[at] ?? 0) & 127) * scale;
    if ((bytes[at] ?? 0) < 128) return [value, at + 1];
  }
}
