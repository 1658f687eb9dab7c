import { oneLine } from "../one-line.js";
import { settingLines } from "../settings.js";
import type { Note, TraceSettings } from "../trace.js";
import { BlockEncoder } from "./block-encoder.js";
import { chunkBytes, filePrefix } from "./chunks.js";
import {
  BLOCK_OPERATIONS,
  CHUNK_BLOCK,
  CHUNK_END,
  CHUNK_META,
  CHUNK_NOTES,
  CHUNK_RUNS,
  CHUNK_SITES,
} from "./format.js";
import { ByteWriter } from "./varint.js";

/** What takes a file's bytes, piece by piece. */
export type ByteSink = (bytes: Uint8Array) => void;

/**
 * Writes a binary trace while it is being made: operations are collected, and each full block of them goes to the
 * sink at once.
 */
export class BinaryTraceWriter {
  private readonly sink: ByteSink;
  private readonly encoder = new BlockEncoder();
  private readonly ops = new Uint8Array(BLOCK_OPERATIONS);
  private readonly ids = new Int32Array(BLOCK_OPERATIONS);
  private readonly sizes = new Float64Array(BLOCK_OPERATIONS);
  private readonly sites = new Int32Array(BLOCK_OPERATIONS);
  private readonly newSites: string[] = [];
  /** The call site written last, as UTF-8. */
  private lastSite: Uint8Array = new Uint8Array(0);
  private notes: Note[] = [];
  private count = 0;
  private total = 0;
  private hasSites = false;

  constructor(sink: ByteSink, settings: TraceSettings = {}, comment = "") {
    this.sink = sink;
    const meta = (comment === "" ? "" : `# ${oneLine(comment)}\n`) + settingLines(settings);
    sink(filePrefix());
    if (meta !== "") sink(chunkBytes(CHUNK_META, new TextEncoder().encode(meta)));
  }

  /** Makes the next call site known: the first gets number 1, the second 2, and so on. */
  defineSite(name: string): void {
    this.newSites.push(name);
  }

  /** Adds an operation; `site` is the number of a call site, 0 where it is not known. */
  add(op: number, id: number, size: number, site = 0): void {
    if (this.count === BLOCK_OPERATIONS) this.flush();
    const at = this.count++;
    this.ops[at] = op;
    this.ids[at] = id;
    this.sizes[at] = size;
    this.sites[at] = site;
    if (site !== 0) this.hasSites = true;
  }

  /** Adds an annotation at this place. */
  note(text: string): void {
    this.notes.push({ at: this.total + this.count, text });
  }

  /**
   * Hands all that was added to the sink. Blocks that are cut short make the file longer.
   * @throws TraceFormatError when an operation works on a dead ID, or allocates one that is in use.
   */
  flush(): void {
    this.flushMargin();
    if (this.count === 0) return;
    const payload = this.encoder.encode(this.ops, this.ids, this.sizes, this.count);
    this.sink(chunkBytes(CHUNK_BLOCK, payload));
    this.total += this.count;
    this.count = 0;
    this.hasSites = false;
  }

  /** Ends the file; nothing may be added afterwards. */
  end(): void {
    this.flush();
    const writer = new ByteWriter();
    writer.varint(this.total);
    this.sink(chunkBytes(CHUNK_END, writer.finish()));
  }

  private flushMargin(): void {
    const { newSites, notes } = this;
    if (newSites.length > 0) this.sink(chunkBytes(CHUNK_SITES, this.siteList()));
    if (notes.length > 0) this.sink(chunkBytes(CHUNK_NOTES, noteList(notes)));
    if (this.hasSites) this.sink(chunkBytes(CHUNK_RUNS, this.siteRuns()));
    this.newSites.length = 0;
    this.notes = [];
  }

  /** Stacks that follow each other have most of their frames in common: what a site shares with the last is left out. */
  private siteList(): Uint8Array {
    const writer = new ByteWriter();
    writer.varint(this.newSites.length);
    for (const name of this.newSites) {
      const site = new TextEncoder().encode(name);
      const shared = sharedLength(this.lastSite, site);
      writer.varint(shared);
      writer.varint(site.length - shared);
      writer.raw(site.subarray(shared));
      this.lastSite = site;
    }
    return writer.finish();
  }

  private siteRuns(): Uint8Array {
    const writer = new ByteWriter();
    for (let at = 0; at < this.count; ) {
      const start = at;
      while (at < this.count && this.sites[at] === this.sites[start]) at++;
      writer.varint(at - start);
      writer.varint(this.sites[start]!);
    }
    return writer.finish();
  }
}

/** How many bytes two texts begin with that are the same. */
function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const longest = Math.min(a.length, b.length);
  let at = 0;
  while (at < longest && a[at] === b[at]) at++;
  return at;
}

function noteList(notes: readonly Note[]): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(notes.length);
  for (const { at, text } of notes) {
    writer.varint(at);
    writer.text(text);
  }
  return writer.finish();
}
