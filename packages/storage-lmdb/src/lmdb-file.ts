/**
 * Reads an LMDB data file (format 2, 64 bit, little endian) without LMDB, and trusts nothing in it.
 *
 * LMDB maps its file into memory and follows what is there: on a damaged file it may end the process, or take pages for
 * free that are not. So the file is looked at here first, both its trees and every page in them, and LMDB only gets
 * files that are sound. What LMDB keeps no checksum of, the values carry themselves (record.ts).
 *
 *     page 0, page 1   meta pages, written in turn; the one with the higher transaction number counts
 *     branch page      pointers to nodes: key, page below
 *     leaf page        pointers to nodes: key, value, or the first of the value's overflow pages
 *     page header      number (8), transaction (8), pad (2), flags (2), end of pointers (2), start of nodes (2)
 */
import { fstatSync, readSync } from "node:fs";
import { DamagedMemoryError, ForeignMemoryError } from "@zmm/storage";

const HEADER = 24;
const MAGIC = 0xbeefc0de;
const FORMAT = 2;
const META_TREES = [48, 96] as const;
const META_LAST_PAGE = 144;
const META_TRANSACTION = 152;
const META_BYTES = 168;
const LONGEST_PAGE = 65536;

const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
const META = 8;
const BIG_VALUE = 1;
const INTEGER_KEYS = 8;
const NO_FOLDER = 0x4000;
const NO_ROOT = 0xffffffffffffffffn;

/** A value and the key that it is under, an unsigned integer. */
export interface Entry {
  readonly key: number;
  readonly value: Buffer;
}

interface Tree {
  readonly flags: number;
  readonly depth: number;
  /** Branch, leaf and overflow pages. */
  readonly pages: number;
  readonly entries: number;
  readonly root: bigint;
}

interface Meta {
  readonly lastPage: number;
  readonly transaction: bigint;
  readonly free: Tree;
  readonly main: Tree;
}

/** The first bytes of an open file, in which both meta pages are: every transaction that ends changes them. */
export function startOf(file: number): Buffer {
  const bytes = Buffer.alloc(2 * LONGEST_PAGE);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
}

export class LmdbFile {
  private readonly path: string;
  private readonly file: number;
  private readonly length: number;
  private readonly pageSize: number;
  private readonly meta: Meta;
  private readonly seen = new Set<number>();

  /**
   * Looks at the meta pages of `file`, which is open for reading.
   * @throws ForeignMemoryError when it is not an LMDB file, DamagedMemoryError when it is not whole.
   */
  constructor(path: string, file: number) {
    this.path = path;
    this.file = file;
    this.length = fstatSync(file).size;
    this.pageSize = this.readPageSize();
    this.meta = this.newestMeta();
  }

  /**
   * All entries, in the order of their keys, after which the list of free pages has been looked at too.
   * @throws ForeignMemoryError when their keys are not such integers, DamagedMemoryError as soon as something does not
   * fit.
   */
  *entries(): Generator<Entry> {
    const { main, free } = this.meta;
    this.seen.clear();
    if (main.flags !== INTEGER_KEYS) throw new ForeignMemoryError(this.path, "its keys are of another kind");
    const settings = free.flags & ~NO_FOLDER;
    if (settings !== INTEGER_KEYS) throw new ForeignMemoryError(this.path, "it was written with other settings");
    yield* this.entriesOf(main, 4);
    const freed = [...this.entriesOf(free, 8)];
    for (const { value } of freed) this.checkFreed(value);
    const unknown = this.meta.lastPage - 1 - this.seen.size;
    this.require(unknown === 0, `${unknown} of its pages are neither in use nor free`);
  }

  private *entriesOf(tree: Tree, keyBytes: 4 | 8): Generator<Entry> {
    const seenBefore = this.seen.size;
    let count = 0;
    let before = -1;
    if (tree.root !== NO_ROOT) {
      for (const entry of this.entriesBelow(this.pageNumber(tree.root), tree.depth, keyBytes)) {
        this.require(entry.key > before, "its keys are out of order");
        before = entry.key;
        count++;
        yield entry;
      }
    }
    this.require(count === tree.entries, `it has ${count} entries in place of ${tree.entries}`);
    const pages = this.seen.size - seenBefore;
    this.require(pages === tree.pages, `it has ${pages} pages in place of ${tree.pages}`);
  }

  private *entriesBelow(number: number, depth: number, keyBytes: 4 | 8): Generator<Entry> {
    const page = this.treePage(number, depth > 1 ? BRANCH : LEAF);
    for (const [index, at] of this.nodesOf(page, number).entries()) {
      const low = page.readUInt32LE(at);
      const flags = page.readUInt16LE(at + 4);
      const keyLength = page.readUInt16LE(at + 6);
      if (depth > 1) {
        // The first key of a branch page says nothing, and may be empty.
        this.require(keyLength === keyBytes || index === 0, `page ${number} has a key of ${keyLength} bytes`);
        yield* this.entriesBelow(low + flags * 2 ** 32, depth - 1, keyBytes);
        continue;
      }
      this.require(keyLength === keyBytes && flags <= BIG_VALUE, `page ${number} has a bad node`);
      const data = at + 8 + keyLength;
      const key = keyBytes === 4 ? page.readUInt32LE(at + 8) : Number(page.readBigUInt64LE(at + 8));
      yield { key, value: flags === BIG_VALUE ? this.bigValue(page, data, low) : this.inner(page, data, low, number) };
    }
  }

  /** Where the nodes of a page are, each with room for its header and key. */
  private nodesOf(page: Buffer, number: number): number[] {
    const pointers = page.readUInt16LE(20);
    const nodes = page.readUInt16LE(22);
    const room = this.pageSize - HEADER;
    this.require(pointers % 2 === 0 && pointers <= nodes && nodes <= room, `page ${number} has no order`);
    return Array.from({ length: pointers / 2 }, (_, index) => {
      const at = page.readUInt16LE(HEADER + 2 * index);
      this.require(at >= nodes && at + 8 <= room, `page ${number} has a node outside`);
      const end = at + 8 + page.readUInt16LE(HEADER + at + 6);
      this.require(end <= room, `page ${number} has a key outside`);
      return HEADER + at;
    });
  }

  private inner(page: Buffer, at: number, length: number, number: number): Buffer {
    this.require(at + length <= this.pageSize, `page ${number} has a value outside`);
    return page.subarray(at, at + length);
  }

  /** A value on overflow pages, to which the node at `at` leads. */
  private bigValue(page: Buffer, at: number, length: number): Buffer {
    this.require(at + HEADER <= this.pageSize, "an overflow node is cut off");
    const number = this.pageNumber(page.readBigUInt64LE(at));
    const count = Math.ceil((HEADER + length) / this.pageSize);
    this.require(page.readBigUInt64LE(at + 16) === BigInt(count), `the value at page ${number} has a wrong length`);
    const first = this.read(number, count);
    this.require(
      first.readUInt16LE(18) === OVERFLOW && first.readUInt32LE(20) === count,
      `page ${number} is no value's`,
    );
    return first.subarray(HEADER, HEADER + length);
  }

  /**
   * The page numbers that a transaction freed: a count, then the pages, where a negative number tells how many pages
   * begin at the one that follows it, and 0 stands for nothing. None of them may be in use.
   */
  private checkFreed(list: Buffer): void {
    this.require(list.length % 8 === 0 && list.length >= 8, "a list of free pages is cut off");
    const count = Number(list.readBigInt64LE(0));
    this.require(count >= 0 && count <= list.length / 8 - 1, "a list of free pages has a wrong length");
    for (let index = 1; index <= count; index++) {
      const entry = list.readBigInt64LE(index * 8);
      if (entry === 0n) continue;
      const pages = entry < 0n ? Number(-entry) : 1;
      const first = entry < 0n && index < count ? list.readBigInt64LE(++index * 8) : entry;
      this.require(first > 0n && pages <= this.meta.lastPage, "a list of free pages has a bad entry");
      for (let page = 0; page < pages; page++) this.see(this.pageNumber(BigInt(first) + BigInt(page)));
    }
  }

  private treePage(number: number, flags: number): Buffer {
    const page = this.read(number, 1);
    this.require(page.readUInt16LE(18) === flags, `page ${number} is of another kind`);
    return page;
  }

  /** Reads pages that belong together, the first of which must say that it is who it is. */
  private read(number: number, count: number): Buffer {
    for (let page = 0; page < count; page++) this.see(this.pageNumber(BigInt(number + page)));
    const bytes = this.bytes(number * this.pageSize, count * this.pageSize);
    this.require(bytes.readBigUInt64LE(0) === BigInt(number), `page ${number} says that it is another`);
    this.require(bytes.readBigUInt64LE(8) <= this.meta.transaction, `page ${number} is from the future`);
    return bytes;
  }

  private see(number: number): void {
    this.require(!this.seen.has(number), `page ${number} is in use twice`);
    this.seen.add(number);
  }

  private pageNumber(value: bigint): number {
    this.require(value >= 2n && value <= BigInt(this.meta.lastPage), `it has no page ${value}`);
    return Number(value);
  }

  /** The length of a page, as either meta page tells it. */
  private readPageSize(): number {
    if (this.length < META_BYTES) throw new ForeignMemoryError(this.path, "it is too short for an LMDB file");
    const first = this.bytes(0, META_BYTES);
    if (first.readUInt32LE(HEADER) !== MAGIC) throw new ForeignMemoryError(this.path, "it is not an LMDB file");
    const format = first.readUInt32LE(HEADER + 4);
    if (format !== FORMAT) throw new ForeignMemoryError(this.path, `its LMDB format is ${format}, not ${FORMAT}`);
    const size = first.readUInt32LE(META_TREES[0]);
    const isPower = size >= 512 && size <= LONGEST_PAGE && (size & (size - 1)) === 0;
    this.require(isPower, `its pages have ${size} bytes`);
    return size;
  }

  private newestMeta(): Meta {
    const metas = [0, 1].map((number) => this.metaAt(number)) as [Meta, Meta];
    const [first, second] = metas;
    const apart = first.transaction - second.transaction;
    this.require(apart >= -1n && apart <= 1n, "its meta pages are not of two transactions in a row");
    const [newer, older] = apart >= 0n ? [first, second] : [second, first];
    this.require(older.lastPage <= newer.lastPage, "its meta pages differ in the last page");
    return newer;
  }

  private metaAt(number: number): Meta {
    const page = this.bytes(number * this.pageSize, META_BYTES);
    const isMeta = page.readUInt16LE(18) === META && page.readUInt32LE(HEADER) === MAGIC;
    this.require(isMeta && page.readBigUInt64LE(0) === BigInt(number), `its meta page ${number} is none`);
    this.require(page.readUInt32LE(HEADER + 4) === FORMAT, `its meta page ${number} is of another format`);
    this.require(page.readUInt32LE(META_TREES[0]) === this.pageSize, "its meta pages differ in the size of pages");
    const lastPage = page.readBigUInt64LE(META_LAST_PAGE);
    this.require(lastPage >= 1n && lastPage < 2n ** 32n, "its last page cannot be");
    const [free, main] = META_TREES.map((at) => treeAt(page, at)) as [Tree, Tree];
    return { lastPage: Number(lastPage), transaction: page.readBigUInt64LE(META_TRANSACTION), free, main };
  }

  private bytes(at: number, length: number): Buffer {
    this.require(at + length <= this.length, `it ends at byte ${this.length}, before byte ${at + length}`);
    const bytes = Buffer.allocUnsafe(length);
    const read = readSync(this.file, bytes, 0, length, at);
    this.require(read === length, `byte ${at + read} cannot be read`);
    return bytes;
  }

  private require(condition: boolean, reason: string): asserts condition {
    if (!condition) throw new DamagedMemoryError(this.path, reason);
  }
}

function treeAt(meta: Buffer, at: number): Tree {
  const pagesOf = (kind: number): number => Number(meta.readBigUInt64LE(at + 8 + 8 * kind));
  return {
    flags: meta.readUInt16LE(at + 4),
    depth: meta.readUInt16LE(at + 6),
    pages: pagesOf(0) + pagesOf(1) + pagesOf(2),
    entries: Number(meta.readBigUInt64LE(at + 32)),
    root: meta.readBigUInt64LE(at + 40),
  };
}
