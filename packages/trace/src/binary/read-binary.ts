import { ByteScanner } from "../byte-scanner.js";
import { MarginList } from "../margin-list.js";
import { readSetting, type SettingsDraft } from "../settings.js";
import type { Trace } from "../trace.js";
import { BlockDecoder, type Operations } from "./block-decoder.js";
import { type Chunk, ChunkSplitter } from "./chunks.js";
import {
  BLOCK_OPERATIONS,
  CHUNK_BLOCK,
  CHUNK_END,
  CHUNK_META,
  CHUNK_NOTES,
  CHUNK_RUNS,
  CHUNK_SITES,
} from "./format.js";
import { ByteReader } from "./varint.js";

/**
 * Reads a trace in the binary format and checks it whole. `name` is what messages call it.
 * @throws TraceFormatError naming the byte, what is wrong and what is allowed.
 */
export function readBinaryTrace(bytes: Uint8Array, name = "trace"): Trace {
  const splitter = new ChunkSplitter(name);
  const chunks = [...splitter.push(bytes)];
  splitter.end();
  const reader = new BinaryReader(name, announcedLength(chunks, name));
  for (const chunk of chunks) reader.take(chunk);
  return reader.finish();
}

/** One block of a trace that is read as it comes. */
export interface TraceBlock extends Operations {
  readonly length: number;
}

/**
 * Reads the operations of a binary trace block by block from a stream of its bytes, such as a file's or a response's.
 * Settings, call sites and remarks are passed over.
 * @throws TraceFormatError
 */
export async function* streamBinaryTrace(
  source: AsyncIterable<Uint8Array>,
  name = "trace",
): AsyncGenerator<TraceBlock, void, undefined> {
  const splitter = new ChunkSplitter(name);
  const decoder = new BlockDecoder();
  let last: Chunk | undefined;
  for await (const bytes of source) {
    for (const chunk of splitter.push(bytes)) {
      last = chunk;
      if (chunk.type !== CHUNK_BLOCK) continue;
      const block = emptyOperations(BLOCK_OPERATIONS);
      yield { ...block, length: decoder.decode(new ByteReader(chunk.payload, name), block, 0) };
    }
  }
  splitter.end();
  if (last?.type !== CHUNK_END) announcedLength([], name);
}

/** How many operations the end chunk says there are. */
function announcedLength(chunks: readonly Chunk[], name: string): number {
  const last = chunks.at(-1);
  const reader = new ByteReader(last?.payload ?? new Uint8Array(0), name);
  if (last?.type !== CHUNK_END) reader.fail("cut off: the end is missing", "an end part");
  const length = reader.varint();
  if (length === 0) reader.fail("there is no operation", "at least one operation");
  const blocks = chunks.filter(({ type }) => type === CHUNK_BLOCK).length;
  if (length > blocks * BLOCK_OPERATIONS) reader.fail(`${length} operations in ${blocks} blocks`, "a whole file");
  return length;
}

function emptyOperations(length: number): Operations {
  return { ops: new Uint8Array(length), ids: new Int32Array(length), sizes: new Float64Array(length) };
}

class BinaryReader {
  private readonly name: string;
  private readonly length: number;
  private readonly out: Operations;
  private readonly decoder = new BlockDecoder();
  private readonly margin = new MarginList();
  private readonly settings: SettingsDraft = {};
  /** By number in the file: the number of a call site here, where no name comes twice. */
  private readonly sites = [0];
  /** The call site read last, as UTF-8. */
  private lastSite: Uint8Array = new Uint8Array(0);
  private count = 0;

  constructor(name: string, length: number) {
    this.name = name;
    this.length = length;
    this.out = emptyOperations(length);
  }

  take({ type, payload }: Chunk): void {
    const reader = new ByteReader(payload, this.name);
    if (type === CHUNK_BLOCK) this.count += this.decoder.decode(reader, this.out, this.count);
    else if (type === CHUNK_META) this.readMeta(payload);
    else if (type === CHUNK_SITES) this.readSites(reader);
    else if (type === CHUNK_RUNS) this.readRuns(reader);
    else if (type === CHUNK_NOTES) this.readNotes(reader);
    else if (type !== CHUNK_END) reader.fail(`a part of unknown type ${type}`, "m, o, s, r, n or e");
  }

  finish(): Trace {
    const { name, settings, length, out, decoder, margin, count } = this;
    if (count !== length) {
      new ByteReader(out.ops, name).fail(`${count} operations where the end says ${length}`, "a whole file");
    }
    return { name, settings, length, ...out, idCount: decoder.idCount, ...margin.finish(length) };
  }

  /** Settings stand there as lines of text. */
  private readMeta(payload: Uint8Array): void {
    const scanner = new ByteScanner(payload, this.name);
    while (!scanner.atEnd) {
      if (scanner.restOfLine().startsWith("#@")) {
        scanner.position += 2;
        readSetting(scanner, this.settings);
      } else scanner.skipLine();
    }
  }

  private readSites(reader: ByteReader): void {
    for (let count = reader.varint(); count > 0; count--) {
      const shared = reader.varint();
      if (shared > this.lastSite.length) reader.fail(`${shared} bytes shared`, `0 to ${this.lastSite.length}`);
      const rest = reader.raw(reader.varint());
      const site = new Uint8Array(shared + rest.length);
      site.set(this.lastSite.subarray(0, shared));
      site.set(rest, shared);
      this.lastSite = site;
      this.sites.push(this.margin.siteNumber(new TextDecoder().decode(site)));
    }
  }

  private readRuns(reader: ByteReader): void {
    for (let at = this.count; !reader.atEnd; ) {
      const length = reader.varint();
      const number = reader.varint();
      const site = this.sites[number];
      if (site === undefined) reader.fail(`there is no call site ${number}`, `0 to ${this.sites.length - 1}`);
      this.margin.siteChange(at, site);
      at += length;
    }
  }

  private readNotes(reader: ByteReader): void {
    for (let count = reader.varint(); count > 0; count--) {
      const at = reader.varint();
      if (at > this.length) reader.fail(`a remark after operation ${at}`, `0 to ${this.length}`);
      this.margin.note(at, reader.text());
    }
  }
}
