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
const PLAIN = new RegExp(`^\\s*(${NAMES})[\\s:]+([^()]*)$`);
const UNFINISHED = new RegExp(`^(.*?)\\b(${NAMES})\\(([^()]*?),?\\s*<unfinished \\.\\.\\.>`);
const RESUMED = new RegExp(`^(.*?)<\\.\\.\\. (${NAMES}) resumed>\\s*\\)?\\s*=\\s*(\\S+)`);

/** Whether a line is one of such a log. */
export function isMallocCall(line: string): boolean {
  return CALL.test(line) || PLAIN.test(line);
}

/**
 * Reads such a log; other lines are passed over. @throws TraceFormatError when a call makes no sense, or there is none.
 */
export function readMallocLog(input: string | Uint8Array, name = "malloc log"): Trace {
  const builder = new LogTraceBuilder();
  /** Calls of threads that another one interrupted: arguments by thread and function. */
  const unfinished = new Map<string, string>();
  eachLine(input, name, (line, scanner) => {
    const begun = UNFINISHED.exec(line);
    const resumed = RESUMED.exec(line);
    if (begun) unfinished.set(threadKey(begun[1] ?? "", begun[2] ?? ""), begun[3] ?? "");
    else if (resumed) {
      const key = threadKey(resumed[1] ?? "", resumed[2] ?? "");
      const args = unfinished.get(key);
      unfinished.delete(key);
      if (args !== undefined) takeCall(builder, scanner, resumed[2] ?? "", splitArguments(args), resumed[3]);
    } else takeLine(builder, scanner, line);
  });
  if (builder.length === 0) {
    throw new TraceFormatError(name, 0, "there is no call of malloc in it", "lines such as malloc(24) = 0x1000");
  }
  return builder.finish(name);
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

function takeCall(
  builder: LogTraceBuilder,
  scanner: ByteScanner,
  call: string,
  args: readonly string[],
  result: string | undefined,
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
  if (call.startsWith("re")) builder.reallocate(logPointer(first, scanner), size, pointer);
  else builder.allocate(pointer, size);
}

/** What count and size make together, or the one size there is. */
function product(sizes: readonly string[], scanner: ByteScanner): number {
  const size = sizes.reduce((product, text) => product * logSize(text, scanner), 1);
  return logSize(String(size), scanner);
}
