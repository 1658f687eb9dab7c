/**
 * Logs of calls of `malloc` and its kin, as `ltrace` writes them and as libraries do that `LD_PRELOAD` puts before the
 * C library's: `malloc(24) = 0x55d0c2a0`, with whatever else in front, or `malloc 24 0x55d0c2a0`.
 */
import type { ByteScanner } from "../byte-scanner.js";
import { TraceFormatError } from "../format-error.js";
import type { Trace } from "../trace.js";
import { eachLine, logPointer, logSize } from "./log-lines.js";
import { LogTraceBuilder } from "./trace-builder.js";

const NAMES = "malloc|calloc|realloc|reallocarray|free|cfree|memalign|aligned_alloc|valloc|pvalloc";
const CALL = new RegExp(`(?:^|[^\\w.])(${NAMES})\\(([^()]*(?:\\(nil\\)[^()]*)*)\\)\\s*(?:(?:=|->)\\s*(\\S+))?`);
const PLAIN = new RegExp(`^\\s*(${NAMES})[\\s:]+([^\\s:()][^()]*)?$`);
const UNFINISHED = new RegExp(`^(.*?)\\b(${NAMES})\\(((?:[^()<]|\\(nil\\))*)<unfinished \\.\\.\\.>`);
const RESUMED = new RegExp(`^(.*?)<\\.\\.\\. (${NAMES}) resumed>\\s*(?:\\)\\s*)?=\\s*(\\S+)`);

/** Whether a line is one of such a log. */
export function isMallocCall(line: string): boolean {
  return CALL.test(line) || PLAIN.test(line);
}

/**
 * Reads such a log; other lines are passed over. @throws TraceFormatError when a call makes no sense, or there is none.
 */
export function readMallocLog(input: string | Uint8Array, name = "malloc log"): Trace {
  const builder = new LogTraceBuilder();
  const unfinished = new UnfinishedCalls(builder);
  eachLine(input, name, (line, scanner) => {
    const begun = UNFINISHED.exec(line);
    const resumed = RESUMED.exec(line);
    if (begun) unfinished.begin(scanner, begun);
    else if (resumed) unfinished.resume(scanner, resumed);
    else takeLine(builder, scanner, line);
  });
  if (builder.length === 0) {
    throw new TraceFormatError(name, 0, "there is no call of malloc in it", "lines such as malloc(24) = 0x1000");
  }
  return builder.finish(name);
}

/**
 * Calls of threads that others interrupted. While one is under way, the memory that it gives up may be handed out to
 * another thread already: it is given up when the call begins. What it brings counts when the call returns.
 */
class UnfinishedCalls {
  private readonly builder: LogTraceBuilder;
  /** Arguments by thread and function. */
  private readonly calls = new Map<string, string[]>();

  constructor(builder: LogTraceBuilder) {
    this.builder = builder;
  }

  begin(scanner: ByteScanner, [, prefix = "", call = "", text = ""]: readonly string[]): void {
    const args = splitArguments(text);
    if (FREES.has(call)) {
      takeCall(this.builder, scanner, call, args, undefined);
      return;
    }
    const key = threadKey(prefix, call);
    this.calls.set(key, args);
    if (isReallocation(call)) this.builder.rename(logPointer(args[0] ?? "nil", scanner), key);
  }

  resume(scanner: ByteScanner, [, prefix = "", call = "", result = ""]: readonly string[]): void {
    const key = threadKey(prefix, call);
    const args = this.calls.get(key);
    this.calls.delete(key);
    if (args === undefined) return;
    takeCall(this.builder, scanner, call, args, result, key);
    // the old block is still there when there was no memory for the new one
    if (isReallocation(call)) this.builder.rename(key, logPointer(args[0] ?? "nil", scanner));
  }
}

function threadKey(prefix: string, call: string): string {
  return `${/\d+/.exec(prefix)?.[0] ?? ""} ${call}`;
}

function splitArguments(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

function takeLine(builder: LogTraceBuilder, scanner: ByteScanner, line: string): void {
  const call = CALL.exec(line);
  const plain = call ? null : PLAIN.exec(line);
  if (call) takeCall(builder, scanner, call[1] ?? "", splitArguments(call[2] ?? ""), call[3]);
  if (!plain) return;
  const name = plain[1] ?? "";
  const words = splitArguments((plain[2] ?? "").replaceAll(/->|=/g, " "));
  const result = FREES.has(name) ? undefined : words.pop();
  takeCall(builder, scanner, name, words, result);
}

const FREES: ReadonlySet<string> = new Set(["free", "cfree"]);
/** Calls whose first argument is a pointer or an alignment; the rest of all are sizes. */
const LEADING: ReadonlySet<string> = new Set(["realloc", "reallocarray", "memalign", "aligned_alloc"]);
/** How many arguments a call has that count. */
const ARGUMENTS: Readonly<Record<string, number>> = {
  reallocarray: 3,
  realloc: 2,
  calloc: 2,
  memalign: 2,
  aligned_alloc: 2,
};

/** @param old the name of the block that a reallocation is of, where that is not its first argument any more. */
function takeCall(
  builder: LogTraceBuilder,
  scanner: ByteScanner,
  call: string,
  args: readonly string[],
  result: string | undefined,
  old?: string,
): void {
  const needed = ARGUMENTS[call] ?? 1;
  if (args.length < needed) scanner.fail(`${call} with ${args.length} arguments`, `${needed} arguments`);
  const [first = ""] = args;
  if (FREES.has(call)) {
    builder.free(logPointer(first, scanner));
    return;
  }
  if (result === undefined) scanner.fail(`${call} without a result`, `${call}(...) = POINTER`);
  const pointer = logPointer(result, scanner);
  const sizes = args.slice(LEADING.has(call) ? 1 : 0, needed);
  // what failed may have asked for a size that none of us can count
  if (pointer === null && sizes.some((size) => Number(size) !== 0)) return;
  const size = product(sizes, scanner);
  if (isReallocation(call)) builder.reallocate(old ?? logPointer(first, scanner), size, pointer);
  else builder.allocate(pointer, size);
}

function isReallocation(call: string): boolean {
  return call.startsWith("re");
}

/** What count and size make together, or the one size there is. */
function product(sizes: readonly string[], scanner: ByteScanner): number {
  const size = sizes.reduce((product, text) => product * logSize(text, scanner), 1);
  return logSize(String(size), scanner);
}
