import { statSync } from "node:fs";
import { resolve } from "node:path";
import { open, type RootDatabase, type Transaction } from "lmdb";
import { LmdbError, saying } from "./lmdb-error.js";
import { prepare } from "./prepare.js";
import { BLOCK_SIZE, decodeRecord, encodeBlock, encodeRecord, holdsBlock, keyOfBlock, RECORD_KEY } from "./record.js";

/** A range of addresses whose bytes matter. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What a checkpoint wrote. */
export interface Written {
  /** Bytes of the blocks that had changed. */
  readonly bytes: number;
  /** The numbers of the blocks that are stored now. */
  readonly stored: Set<number>;
}

/** The LMDB file of one memory. */
export class Database {
  private readonly path: string;
  /** The path, whatever the current folder will be. */
  private readonly file: string;
  /** Of the file that is there already. */
  private readonly identity: string | undefined;
  private readonly sync: boolean;
  private opened: RootDatabase<Buffer, number> | undefined;
  private held: Transaction | undefined;

  /**
   * Sees to it that the file can be opened, or made. LMDB opens it for the first checkpoint only: while another process
   * writes one, it would set back the number of the last transaction, which they share, and so stop that process.
   * With `sync` a commit has reached the disk when it returns. @throws LmdbError
   */
  constructor(path: string, sync: boolean) {
    this.path = path;
    this.file = resolve(path);
    this.sync = sync;
    saying(path, () => prepare(this.file));
    this.identity = identityOf(this.file);
  }

  /**
   * Stores what has changed in the ranges of `memory` that matter, in one transaction, and drops what is stored of
   * others. `before` is the number of the checkpoint that the file must hold, 0 if none.
   * @throws LmdbError, and then the file is as it was.
   */
  write(memory: Uint8Array, ranges: readonly Range[], stored: ReadonlySet<number>, before: number): Written {
    const needed = blocksIn(ranges);
    let bytes = 0;
    saying(this.path, () => {
      this.requireFile();
      this.db.transactionSync(() => {
        this.requireCheckpoint(before);
        for (const number of stored) if (!needed.has(number)) this.db.removeSync(keyOfBlock(number));
        for (const number of needed) {
          const block = memory.subarray(number * BLOCK_SIZE, (number + 1) * BLOCK_SIZE);
          if (stored.has(number) && this.holds(number, block)) continue;
          this.db.putSync(keyOfBlock(number), encodeBlock(number, block));
          bytes += block.length;
        }
        this.db.putSync(RECORD_KEY, encodeRecord({ length: memory.length, checkpoint: before + 1 }));
      });
    });
    return { bytes, stored: needed };
  }

  /** Keeps LMDB, in this process and in others, from using any page again that is in use now, until `release`. */
  hold(): void {
    this.held ??= saying(this.path, () => this.db.useReadTransaction());
  }

  /** Ends what `hold` began, if it did. */
  release(): void {
    this.held?.done();
    this.held = undefined;
  }

  /** Ends the use of the file; what was written stays. */
  close(): void {
    void this.opened?.close();
  }

  private get db(): RootDatabase<Buffer, number> {
    this.opened ??= open<Buffer, number>({
      path: this.file,
      noSubdir: true,
      overlappingSync: false,
      noSync: !this.sync,
      encoding: "binary",
      keyEncoding: "uint32",
      cache: false,
    });
    return this.opened;
  }

  private holds(number: number, block: Uint8Array): boolean {
    const value = this.db.getBinaryFast(keyOfBlock(number));
    return value !== undefined && holdsBlock(value, block);
  }

  /** LMDB would go on writing to a file that has lost its name, and nobody would find it again. */
  private requireFile(): void {
    if (this.identity === undefined) return;
    const found = identityOf(this.file);
    if (found === undefined) throw new LmdbError(this.path, "the file was removed after it was opened");
    if (found !== this.identity) throw new LmdbError(this.path, "another file took its place after it was opened");
  }

  private requireCheckpoint(number: number): void {
    const value = this.db.getBinary(RECORD_KEY);
    const found = value === undefined ? 0 : decodeRecord(this.path, value).checkpoint;
    if (found !== number) throw new LmdbError(this.path, `another has written checkpoint ${found} to it`);
  }
}

/** What tells the file that has a path now from others that had it, or will. */
function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** The numbers of the blocks that the ranges touch, in order. */
function blocksIn(ranges: readonly Range[]): Set<number> {
  const blocks = new Set<number>();
  for (const { start, end } of ranges) {
    for (let number = Math.floor(start / BLOCK_SIZE); number * BLOCK_SIZE < end; number++) blocks.add(number);
  }
  return blocks;
}
