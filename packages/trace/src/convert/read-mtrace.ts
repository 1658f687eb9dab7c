/**
 * Logs of glibc's `mtrace`, which `MALLOC_TRACE` names:
 *
 * ```
 *   = Start
 *   @ ./prog:[0x401151] + 0x16b5690 0x18      allocated: address, size
 *   @ ./prog:[0x401160] - 0x16b5690           freed
 *   @ ./prog:[0x401170] < 0x16b5690           reallocated: the old address, and on the next line
 *   @ ./prog:[0x401170] > 0x16b5ab0 0x30      the new one and the size
 * ```
 */
import type { ByteScanner } from "../byte-scanner.js";
import { TraceFormatError } from "../format-error.js";
import type { Trace } from "../trace.js";
import { eachLine, logPointer, logSize } from "./log-lines.js";
import { LogTraceBuilder } from "./trace-builder.js";

const LINE = /^(?:@ (.+?) )?([-+<>!]) (0x[0-9a-f]+|\(nil\))(?: (0x[0-9a-f]+|0))?\s*$/i;

/** Whether a line is one of such a log. */
export function isMtraceLine(line: string): boolean {
  return LINE.test(line);
}

/** Reads such a log, with its places as call sites. @throws TraceFormatError when there is no operation in it. */
export function readMtrace(input: string | Uint8Array, name = "mtrace log"): Trace {
  const builder = new LogTraceBuilder();
  let old: string | null = null;
  eachLine(input, name, (line, scanner) => {
    const match = LINE.exec(line);
    if (!match) return;
    const [, place = "", sign, address = "", size] = match;
    const pointer = logPointer(address, scanner);
    builder.site(place);
    if (sign === "+") builder.allocate(pointer, sizeOf(size, scanner));
    else if (sign === "-") builder.free(pointer);
    else if (sign === "<") old = pointer;
    else if (sign === ">") {
      builder.reallocate(old, sizeOf(size, scanner), pointer);
      old = null;
    }
  });
  if (builder.length === 0) {
    throw new TraceFormatError(name, 0, "there is no operation in it", "lines such as @ ./prog:[0x4011] + 0x1000 0x18");
  }
  return builder.finish(name);
}

function sizeOf(text: string | undefined, scanner: ByteScanner): number {
  if (text === undefined) scanner.fail("a size is missing", "an address, then a size");
  return logSize(text, scanner);
}
