import { isBinaryTrace } from "./binary/format.js";
import { readBinaryTrace } from "./binary/read-binary.js";
import { ByteScanner } from "./byte-scanner.js";
import { quoted } from "./format-error.js";
import { Liveness } from "./liveness.js";
import { MarginList } from "./margin-list.js";
import { OpList } from "./op-list.js";
import { readSetting, type SettingsDraft } from "./settings.js";
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE, OP_REALLOCATE, type Trace } from "./trace.js";

const A = 97;
const F = 102;
const R = 114;
const Z = 122;
const HASH = 35;
const AT = 64;
const CARET = 94;
const COLON = 58;

/** The version of the text format that is written and read. */
export const TRACE_VERSION = 1;

/** What has been read so far. */
interface Draft {
  readonly list: OpList;
  readonly liveness: Liveness;
  readonly settings: SettingsDraft;
  readonly margin: MarginList;
}

/**
 * Reads a trace, in the text format from its text or its (UTF-8) bytes, or in the binary format from its bytes, and
 * checks it whole: every ID that is freed or reallocated is live, none is allocated twice. `name` is what messages
 * call it.
 * @throws TraceFormatError naming the line, what is wrong and what is allowed.
 */
export function readTrace(input: string | Uint8Array, name = "trace"): Trace {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  return isBinaryTrace(bytes) ? readBinaryTrace(bytes, name) : readTextTrace(bytes, name);
}

function readTextTrace(bytes: Uint8Array, name: string): Trace {
  const scanner = new ByteScanner(bytes, name);
  const draft = { list: new OpList(), liveness: new Liveness(), settings: {}, margin: new MarginList() };
  while (!scanner.atEnd) readLine(scanner, draft);
  const { list, liveness, settings, margin } = draft;
  if (list.length === 0) scanner.fail("there is no operation", "at least one operation");
  list.finish();
  const { ops, ids, sizes, length } = list;
  return { name, settings, length, ops, ids, sizes, idCount: liveness.idCount, ...margin.finish(length) };
}

function readLine(scanner: ByteScanner, draft: Draft): void {
  const { list, liveness } = draft;
  if (scanner.take(F)) {
    const id = scanner.id();
    liveness.free(scanner, id);
    list.push(OP_FREE, id, 0);
    scanner.endLine();
  } else if (scanner.take(A)) {
    const id = scanner.id();
    liveness.allocate(scanner, id);
    list.push(OP_ALLOCATE, id, scanner.size("size"));
    scanner.endLine();
  } else if (scanner.take(R)) {
    const id = scanner.id();
    liveness.use(scanner, id);
    list.push(OP_REALLOCATE, id, scanner.size("size"));
    scanner.endLine();
  } else if (scanner.take(HASH)) {
    readComment(scanner, draft);
  } else if (scanner.take(Z)) {
    liveness.endRequest(scanner);
    list.push(OP_END_REQUEST, 0, 0);
    scanner.endLine();
  } else {
    readBlank(scanner);
  }
}

function readComment(scanner: ByteScanner, { list, settings, margin }: Draft): void {
  if (scanner.take(AT)) {
    if (list.length > 0) scanner.fail("a setting after the first operation", "settings stand before all operations");
    readSetting(scanner, settings);
    return;
  }
  if (scanner.take(CARET)) margin.site(list.length, scanner.restOfLine().trim());
  else if (scanner.take(COLON)) margin.note(list.length, scanner.restOfLine().trim());
  else if (scanner.line === 1) checkHeader(scanner, scanner.restOfLine());
  scanner.skipLine();
}

function checkHeader(scanner: ByteScanner, text: string): void {
  if (/^zmm-golden\b/.test(text)) scanner.fail("this is a golden file", "a trace; goldens are for verifying");
  const version = /^zmm-trace(?:\s+(\S+))?/.exec(text);
  if (version && version[1] !== String(TRACE_VERSION)) {
    scanner.fail(`trace format version ${version[1] ?? "missing"}`, `version ${TRACE_VERSION}`);
  }
}

/** Empty lines are let through; anything else that came here is no operation. */
function readBlank(scanner: ByteScanner): void {
  const text = scanner.restOfLine();
  if (text.trim() !== "") {
    scanner.fail(`unknown operation ${quoted(text)}`, "a ID SIZE, f ID, r ID SIZE, z, or # and a comment");
  }
  scanner.skipLine();
}
