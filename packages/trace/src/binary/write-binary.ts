import type { Trace } from "../trace.js";
import { BinaryTraceWriter } from "./binary-writer.js";

/** The trace in the binary format, ready for a file. */
export function writeBinaryTrace(trace: Trace, comment = ""): Uint8Array {
  const pieces: Uint8Array[] = [];
  const writer = new BinaryTraceWriter((bytes) => pieces.push(bytes), trace.settings, comment);
  const { ops, ids, sizes, sites, notes = [] } = trace;
  for (const name of sites?.names.slice(1) ?? []) writer.defineSite(name);
  let note = 0;
  for (let at = 0; at < trace.length; at++) {
    for (; notes[note]?.at === at; note++) writer.note(notes[note]!.text);
    writer.add(ops[at]!, ids[at]!, sizes[at]!, sites?.of[at] ?? 0);
  }
  for (; note < notes.length; note++) writer.note(notes[note]!.text);
  writer.end();
  return joined(pieces);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
