/** What the built command line says of input that cannot be, and its exit code. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { corpus, GOLDEN, SMALL, scratchFolder, textOf, zmm } from "./zmm.js";

const scratch = scratchFolder();
afterAll(scratch.remove);

describe("bad input is a message and exit code 2", () => {
  const packed = readFileSync(GOLDEN);
  const cut = (bytes: Uint8Array, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
  const file = (name: string, content: string | Uint8Array) => scratch.write(name, content);
  const snapshot = () => {
    const path = scratch.path("quirks.zmmsnap");
    zmm(["inspect", corpus("traces/syn_quirks.trace.gz"), "--save", path]);
    return path;
  };
  const cases: [what: string, args: () => string[], message: RegExp][] = [
    ["a trace that is missing", () => ["replay", "nowhere.trace"], /nowhere\.trace: there is no such file/],
    ["a golden that is missing", () => ["verify", "nowhere.golden"], /nowhere\.golden: there is no such file/],
    ["a folder", () => ["replay", corpus("traces")], /folder/],
    ["an empty file", () => ["replay", file("empty.trace", "")], /empty\.trace: the file is empty/],
    ["a packed empty file", () => ["replay", file("empty.gz", gzipSync(""))], /empty/],
    ["a file that is not gzip", () => ["replay", file("plain.trace.gz", "a 0 1\n")], /plain\.trace\.gz: .*not gzip/],
    ["cut-off gzip data", () => ["verify", file("cut.golden.gz", cut(packed, 0.6))], /cut\.golden\.gz:\d+: .*cut off/],
    ["a cut-off trace", () => ["replay", file("cut.trace", "a 0 1\na 1 2")], /cut\.trace:2: cut off/],
    [
      "a cut-off golden",
      () => ["verify", file("cut.golden", textOf(GOLDEN).slice(0, 4000))],
      /cut\.golden:\d+: .*cut off/,
    ],
    [
      "a golden cut off between two lines of its walk",
      () => ["verify", file("walk.golden", textOf(GOLDEN).replace(/\n[^\n]*\n$/, "\n"))],
      /walk\.golden:\d+: .*cut off/,
    ],
    ["an unknown letter", () => ["replay", file("letter.trace", "a 0 1\nx 0\n")], /letter\.trace:2: unknown operation/],
    ["a free of a dead ID", () => ["replay", file("dead.trace", "a 0 1\nf 0\nf 0\n")], /dead\.trace:3: ID 0 is dead/],
    ["a number too big", () => ["replay", file("big.trace", "a 0 9007199254740992\n")], /big\.trace:1: .*too big/],
    ["a negative size", () => ["replay", file("minus.trace", "a 0 -5\n")], /minus\.trace:1: .*"-5"/],
    ["a golden where a trace should be", () => ["replay", GOLDEN], /golden/],
    ["a trace where a golden should be", () => ["verify", SMALL], /trace/],
    [
      "settings that no heap can have",
      () => ["replay", file("seg.trace", "#@segsize 1000\na 0 1\n")],
      /seg\.trace:1: .*power of two/,
    ],
    [
      "a reserve that no heap can have",
      () => ["replay", file("r.trace", "#@reserve 9007199254740991\na 0 1\n")],
      /r\.trace:1/,
    ],
    ["a cut-off snapshot", () => ["check", file("cut.zmmsnap", cut(readFileSync(snapshot()), 0.9))], /cut\.zmmsnap: /],
    [
      "a cut-off snapshot to compare with",
      () => ["diff", `${SMALL}@1`, file("cut.zmmsnap", cut(readFileSync(snapshot()), 0.9))],
      /cut\.zmmsnap: /,
    ],
    ["an unknown model", () => ["replay", SMALL, "--model", "z80"], /'z80'.*ilp32, lp64, lp64-debug/],
    ["an unknown storage", () => ["replay", SMALL, "--storage", "tape"], /'tape'.*arrayBuffer.*wasmMemory/],
    ["an unknown storage to verify on", () => ["verify", GOLDEN, "--storage", "tape"], /'tape'.*arrayBuffer/],
    ["a limit that is no size", () => ["replay", SMALL, "--limit", "8X"], /'8X'/],
    ["a limit with an exponent", () => ["replay", SMALL, "--limit", "1e9"], /'1e9' is not a size/],
    ["a limit below 0", () => ["replay", SMALL, "--limit", "-5"], /'-5' is not a size/],
    ["an output without a name", () => ["convert", SMALL, "-o", ""], /--output is empty/],
    ["a model without a name", () => ["replay", SMALL, "--model="], /--model is empty/],
    ["a limit given twice", () => ["replay", SMALL, "--limit", "8M", "--limit", "9M"], /more than once/],
    ["an unknown option", () => ["replay", SMALL, "--fast"], /--fast/],
    ["an unknown command", () => ["replai", SMALL], /'replai'.*replay, verify/],
    ["no trace", () => ["replay"], /<trace>/],
    ["no golden", () => ["verify"], /golden/],
    ["a moment that there is not", () => ["inspect", `${SMALL}@12001`], /12000 operations/],
    ["a run of no operation", () => ["compare", `${SMALL}@0`], /@0: there is nothing to run/],
    ["an operation 0", () => ["explain", `${SMALL}@0`], /count from 1/],
    ["an operation without a number", () => ["explain", SMALL], /which operation.*@1/],
    ["a snapshot where a trace should be", () => ["stats", snapshot()], /is a snapshot of a heap: this takes a trace/],
    ["a snapshot at a moment", () => ["inspect", `${snapshot()}@3`], /@3 is for traces/],
    ["a file as a folder", () => ["replay", `${SMALL}/x`], /x: a part of the path is a file/],
    ["a file to write as a folder", () => ["convert", SMALL, "-o", `${SMALL}/x.trace`], /cannot be written: a part of/],
    ["a name too long", () => ["convert", SMALL, "-o", `${"x".repeat(300)}.trace`], /the name is too long/],
    ["a folder to write", () => ["convert", SMALL, "--to", "text", "-o", corpus("traces")], /this is a folder/],
    ["a report into nowhere", () => ["report", SMALL, "-o", "/nowhere/r.html"], /r\.html: cannot be written: .*folder/],
    ["a snapshot into nowhere", () => ["inspect", SMALL, "--save", "/nowhere/s"], /\/nowhere\/s: cannot be written/],
    ["a conversion into nowhere", () => ["convert", SMALL, "-o", "/nowhere/t.trace"], /cannot be written/],
    ["a bad line of a log", () => ["stats", file("bad.log", "malloc(8) = 0x10\nfree(x)\n")], /bad\.log:2: "x"/],
    ["an address that is none", () => ["inspect", SMALL, "--at", "here"], /'here' is no address/],
    ["an address of no block", () => ["inspect", SMALL, "--at", "8"], /no block/],
    ["a command no debugger knows", () => ["inspect", SMALL, "--lldb", "bt"], /not understood/],
    ["an unknown view", () => ["inspect", SMALL, "--view", "moon"], /'moon'.*statistics, map/],
    ["a snapshot that is damaged", () => ["check", file("bad.zmmsnap", "zmmsnap\u0001 and more text")], /snapshot/],
    ["a check every 0 operations", () => ["check", SMALL, "--every", "0"], /'0' is not a number above 0/],
    ["an unknown heap", () => ["compare", SMALL, "--heaps", "lp64,jemalloc"], /'jemalloc'.*system/],
    ["a file to convert that is none", () => ["convert", file("x.log", "hello\n"), "-o", "y.trace"], /x\.log:1/],
    ["an unknown format to write", () => ["convert", SMALL, "-o", "y.doc"], /text, binary, speedscope/],
    ["no file to write", () => ["convert", SMALL], /-o FILE/],
    ["too many traces", () => ["replay", SMALL, SMALL], /Unused args/],
  ];
  test.each(cases)("%s", (_what, args, message) => {
    const { code, stdout, stderr } = zmm(args());
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
