/** What PHP's debug build says about one block. @zend zend_mm_check_ptr */
import { type BlockStatus, InvalidPointerError, MAGIC, readBlockWords, type ZendHeap } from "@zmm/heap";
import type { Site } from "./place.js";
import type { SiteTable } from "./site-table.js";
import { magicText, placeText, pointerText, relayLines, scriptLine, THIN_RULE } from "./text.js";

/** What is said of a block, and whether all of it is well. */
export interface BlockReport {
  readonly ok: boolean;
  /** What the header says; null for address 0 and for addresses that no header can stand before. */
  readonly status: BlockStatus | null;
  /** PHP's text, each line closed. */
  readonly text: string;
}

/** What a report needs besides the block. */
export interface ReportContext {
  readonly heap: ZendHeap;
  readonly table: SiteTable;
  /** What runs, as the first line names it. */
  readonly script: string;
  /** Whether a cached block is one of the mistakes. */
  readonly cachedIsFault: boolean;
}

interface Findings {
  readonly ok: boolean;
  readonly status: BlockStatus | null;
  readonly lines: readonly string[];
}

const LABELS = { beginning: "Beginning:  ", start: "    Start:", end: "      End:", more: "          " };
const MAGIC_BYTES = 4;

/** Looks at the block at `address` on behalf of a call at `site`. */
export function reportBlock(context: ReportContext, address: number, site: Site): BlockReport {
  const { ok, status, lines } = findings(context, address);
  const text = [
    scriptLine(context.script, new Date()),
    THIN_RULE,
    `${placeText(site)} : Block ${pointerText(address)} status:`,
    ...relayLines(site),
    ...lines,
    THIN_RULE,
  ];
  return { ok, status, text: text.map((line) => `${line}\n`).join("") };
}

function findings(context: ReportContext, address: number): Findings {
  if (address === 0) return { ok: false, status: null, lines: ["NULL"] };
  let status: BlockStatus | null;
  try {
    status = context.heap.checkBlock(address);
  } catch (error) {
    if (!(error instanceof InvalidPointerError)) throw error;
    return { ok: false, status: null, lines: [`Invalid pointer: ${error.reason}`] };
  }
  const linkage = linkageLines(context.heap, address);
  if (status === null || linkage.length > 0) return { ok: linkage.length === 0, status, lines: linkage };
  const beginning = beginningOf(context, status);
  const guards = beginning.known ? [guardOf("start", status), guardOf("end", status)] : UNKNOWN_GUARDS;
  const lines = [...beginning.lines, ...guards.flatMap((guard) => guard.lines)];
  return { ok: beginning.ok && guards.every((guard) => guard.ok), status, lines };
}

interface Finding {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

const UNKNOWN_GUARDS: readonly Finding[] = [
  { ok: false, lines: [`${LABELS.start}\tUnknown`] },
  { ok: false, lines: [`${LABELS.end}\tUnknown`] },
];

function linkageLines(heap: ZendHeap, address: number): string[] {
  const { size, nextPrev, prev, prevSize } = readBlockWords(heap, address);
  const lines: string[] = [];
  const differ = (a: string, x: bigint, b: string, y: bigint) =>
    lines.push(`Invalid pointer: ((${a}=${pointerText(x)}) != (${b}=${pointerText(y)}))`);
  if (size !== nextPrev) differ("size", size, "next.prev", nextPrev);
  if (prevSize !== null && prev !== prevSize) differ("prev", prev, "prev.size", prevSize);
  return lines;
}

/** `known` is false when the header's magic is none that a block can have: then nothing else can be told. */
function beginningOf(context: ReportContext, status: BlockStatus): Finding & { readonly known: boolean } {
  const { type } = readBlockWords(context.heap, status.address);
  const { magic, beginning } = status;
  const finding = (ok: boolean, first: string, ...more: string[]) => {
    return { ok, known: true, lines: [`${LABELS.beginning}\t${first}`, ...more] };
  };
  if (type !== "used") {
    const name = type === "guard" ? "Guard" : "Freed";
    return finding(
      false,
      beginning === "freed" ? name : `${name} (magic=${magicText(magic)}, expected=${magicText(MAGIC.freed)})`,
    );
  }
  if (beginning === "ok") {
    const { file, line } = context.table.siteOf(status);
    return finding(true, `OK (allocated on ${file}:${line}, ${status.size} bytes)`);
  }
  if (beginning === "freed") return finding(false, "Freed (invalid)");
  if (beginning === "cached") {
    return context.cachedIsFault ? finding(false, "Cached", "Freed (invalid)") : finding(false, "Freed (invalid)");
  }
  return { ...finding(false, `Unknown (magic=${magicText(magic)}, expected=${magicText(MAGIC.valid)})`), known: false };
}

function guardOf(which: "start" | "end", status: BlockStatus): Finding {
  const { overflown, expected } = status[which];
  if (overflown === 0) return { ok: true, lines: [`${LABELS[which]}\tOK`] };
  // of the end, which need not be aligned, PHP shows the first byte, and as a signed one
  const found = which === "start" ? status.start.found : ((status.end.found[0] ?? 0) << 24) >> 24;
  const count = overflown >= MAGIC_BYTES ? `At least ${MAGIC_BYTES} bytes overflown` : `${overflown} byte(s) overflown`;
  return {
    ok: false,
    lines: [
      `${LABELS[which]}\tOverflown (magic=${magicText(found)} instead of ${magicText(expected)})`,
      `${LABELS.more}\t${count}`,
    ],
  };
}
