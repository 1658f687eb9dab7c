import { checksum } from "./checksum.js";
import { BINARY_VERSION, SIGNATURE } from "./format.js";
import { ByteReader, ByteWriter } from "./varint.js";

/** Bytes of a chunk before and behind its payload. */
const HEAD = 8;
const SUM = 4;
const PREFIX = SIGNATURE.length + 4;

/** A part of a file, its sum checked. */
export interface Chunk {
  /** One of the `CHUNK_` constants, or of a later version's. */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What a file begins with. */
export function filePrefix(): Uint8Array {
  const writer = new ByteWriter();
  writer.raw(SIGNATURE);
  writer.u32(BINARY_VERSION);
  return writer.finish();
}

/** A chunk as it stands in a file. */
export function chunkBytes(type: number, payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(type);
  writer.u32(payload.length);
  writer.raw(payload);
  while (writer.length % 4 !== 0) writer.byte(0);
  writer.u32(checksum(type, payload));
  return writer.finish();
}

/**
 * Cuts a file into its chunks as its bytes come in: `push` takes them in pieces of any length, `end` makes sure that
 * nothing is missing.
 */
export class ChunkSplitter {
  private readonly file: string;
  private rest = new Uint8Array(0);
  private started = false;

  constructor(file: string) {
    this.file = file;
  }

  /** The chunks that are complete with `bytes`. @throws TraceFormatError when one is damaged. */
  *push(bytes: Uint8Array): Generator<Chunk, void, undefined> {
    const all = this.rest.length === 0 ? bytes : joined(this.rest, bytes);
    let position = 0;
    if (!this.started && all.length >= PREFIX) {
      this.readPrefix(all);
      this.started = true;
      position = PREFIX;
    }
    while (this.started && position + HEAD <= all.length) {
      const reader = new ByteReader(all, this.file, position);
      const type = reader.u32();
      const length = reader.u32();
      const padding = -length & 3;
      if (position + HEAD + length + padding + SUM > all.length) break;
      const payload = reader.raw(length);
      if (reader.raw(padding).some((byte) => byte !== 0)) reader.fail("this part is damaged", "zeros behind it");
      if (checksum(type, payload) !== reader.u32())
        reader.fail("this part is damaged: its sum does not agree", "a whole file");
      position = reader.position;
      yield { type, payload };
    }
    this.rest = all.slice(position);
  }

  /** @throws TraceFormatError when the file ends in the middle of a chunk. */
  end(): void {
    if (this.started && this.rest.length === 0) return;
    new ByteReader(this.rest, this.file).fail("cut off in the middle of a part", "a whole file");
  }

  private readPrefix(bytes: Uint8Array): void {
    const reader = new ByteReader(bytes, this.file);
    if (SIGNATURE.some((byte) => byte !== reader.byte())) reader.fail("this is no binary trace", "its signature");
    const version = reader.u32();
    if (version !== BINARY_VERSION) reader.fail(`binary trace version ${version}`, `version ${BINARY_VERSION}`);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
