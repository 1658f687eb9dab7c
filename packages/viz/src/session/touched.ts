import type { Explanation, HeapReader } from "@zmm/inspect";

/** Bytes that the last step wrote or handed out. */
export interface Touched {
  /** Address of the first byte. */
  readonly address: number;
  /** Bytes. */
  readonly bytes: number;
  /** A word of the heap's own that changed, or the block that the call returned. */
  readonly kind: "word" | "block";
}

/** What an operation touched, once it is done: every word that it changed, and the block it gave. */
export function touchedBy(explanation: Explanation, reader: HeapReader): Touched[] {
  const { writes, outcome } = explanation;
  const words: Touched[] = writes.map(({ address, size }) => ({ address, bytes: size, kind: "word" }));
  if (outcome.kind !== "address") return words;
  const address = outcome.address - reader.layout.headerSize;
  return [...words, { address, bytes: outcome.blockSize, kind: "block" }];
}
