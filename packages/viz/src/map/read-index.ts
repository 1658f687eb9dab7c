import { SystemHeap } from "@zmm/heap";
import type { HeapSession } from "../session/heap-session.js";
import type { BlockIndex } from "./block-index.js";

/** Reads a session's heap of this moment, whichever it is. */
export function readIndex(index: BlockIndex, session: HeapSession): void {
  const { reader, heap } = session;
  if (reader !== null) index.readZend(reader);
  else if (heap instanceof SystemHeap) index.readPlain(heap.blocks());
  else index.readPlain([]);
}

/** Bytes from a block's address to the program's. */
export function headerBytes(session: HeapSession): number {
  return session.reader?.layout.headerSize ?? 8;
}

/** The byte at an address of a session's memory; 0 where there is none. */
export function byteReader(session: HeapSession): (address: number) => number {
  const { reader, heap } = session;
  if (reader !== null) return (address) => reader.byte(address);
  const bytes = heap?.memory.u8;
  return (address) => bytes?.[address] ?? 0;
}
