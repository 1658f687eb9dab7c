/** The marks of debug blocks, and the secrets behind them, which no field holds: they are what most blocks agree on. */
import { TYPE_USED } from "@zmm/layout";
import type { HeapReader } from "./heap-reader.js";

/** What a debug block's header says beyond size and prev. All values unsigned. */
export interface DebugMarks {
  /** The two halves of the cookie. */
  readonly cookieLow: number;
  readonly cookieHigh: number;
  readonly magic: number;
  /** Bytes that the program asked for; a number only in used and cached blocks. */
  readonly requestedSize: number;
  readonly startMagic: number;
  /** The four bytes right behind the requested size, as a little-endian number. */
  readonly endMagic: number;
}

/** The random marks of one debug heap, recovered. */
export interface DebugSecrets {
  readonly cookieLow: number;
  readonly cookieHigh: number;
  readonly startMagic: number;
  readonly endMagic: number;
}

/** Where a debug block's marks stand, as addresses. */
export interface MarkAddresses {
  readonly cookie: number;
  readonly magic: number;
  readonly requestedSize: number;
  readonly startMagic: number;
}

export function markAddresses(heap: HeapReader, block: number): MarkAddresses {
  const { block: header, blockInfo, debugInfo } = heap.layout.structs;
  const debug = block + header.offsetOf("debug");
  return {
    cookie: block + blockInfo.offsetOf("cookie"),
    magic: block + header.offsetOf("magic"),
    requestedSize: debug + debugInfo.offsetOf("size"),
    startMagic: debug + debugInfo.offsetOf("startMagic"),
  };
}

/** Reads the marks of the block at an address. */
export function debugMarks(heap: HeapReader, block: number): DebugMarks {
  const at = markAddresses(heap, block);
  const requestedSize = heap.word(at.requestedSize);
  return {
    cookieLow: heap.u32(at.cookie),
    cookieHigh: heap.u32(at.cookie + 4),
    magic: heap.u32(at.magic),
    requestedSize,
    startMagic: heap.u32(at.startMagic),
    endMagic: unalignedU32(heap, block + heap.layout.headerSize + requestedSize),
  };
}

/** The unsigned 32 bits at any address. */
function unalignedU32(heap: HeapReader, address: number): number {
  return [3, 2, 1, 0].reduce((value, at) => value * 256 + heap.byte(address + at), 0);
}

/** The secrets that most of the given blocks agree on; null when no used block is among them. */
export function recoverSecrets(
  heap: HeapReader,
  blocks: Iterable<{ readonly address: number; readonly type: number }>,
): DebugSecrets | null {
  const votes = { low: new Vote(), high: new Vote(), start: new Vote(), end: new Vote() };
  for (const { address, type } of blocks) {
    const marks = debugMarks(heap, address);
    votes.low.add((marks.cookieLow ^ address) >>> 0);
    votes.high.add(marks.cookieHigh);
    if (type !== TYPE_USED) continue;
    votes.start.add(marks.startMagic);
    votes.end.add(marks.endMagic);
  }
  const [cookieLow, cookieHigh, startMagic, endMagic] = [votes.low, votes.high, votes.start, votes.end].map((vote) =>
    vote.winner(),
  );
  if (cookieLow == null || cookieHigh == null || startMagic == null || endMagic == null) return null;
  return { cookieLow, cookieHigh, startMagic, endMagic };
}

class Vote {
  readonly #counts = new Map<number, number>();

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** The value with the most votes, of equals the first; null without votes. */
  winner(): number | null {
    let best: number | null = null;
    let most = 0;
    for (const [value, votes] of this.#counts) {
      if (votes <= most) continue;
      best = value;
      most = votes;
    }
    return best;
  }
}
