import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  arrayBuffer,
  DamagedMemoryError,
  decorate,
  type PagedProvider,
  StorageError,
  StorageOptionError,
} from "@zmm/storage";
import { Database } from "./database.js";
import { publish, withDrafts } from "./draft.js";
import { saying } from "./lmdb-error.js";
import { type Image, loadImage } from "./load.js";
import { fillLock } from "./prepare.js";

export interface LmdbOptions {
  /** The file; it is made if there is none. LMDB puts a second one beside it, of the same name with `-lock` behind. */
  readonly path: string;
  /** Bytes of memory to start with in a new file; 1 MiB if left out. */
  readonly initial?: number;
  /** Bytes that the memory may grow to, no fewer than `initial`; 4 GiB less a page if left out. */
  readonly maximum?: number;
  /**
   * Whether a checkpoint has reached the disk when it returns; true if left out. Without, it survives the process but
   * not the machine, and is faster.
   */
  readonly sync?: boolean;
}

/** What one checkpoint did. */
export interface Checkpoint {
  /** Checkpoints of this memory up to now, this one included; the first is made with the file. */
  readonly number: number;
  /** Bytes that had changed since the one before, in whole blocks of 16 KiB. */
  readonly bytes: number;
}

export interface Persistence {
  /** The number of the last checkpoint: the one that the memory would be opened at. */
  readonly lastCheckpoint: number;
  /**
   * Makes the memory as it is now the one that the file is opened at from then on, in one transaction: whatever
   * happens meanwhile, the file holds this checkpoint or the one before. Takes time for the memory in use, to see what
   * has changed, and for what has.
   * @throws LmdbError when LMDB cannot write it, another provider has written to the file, or the file was removed or
   * replaced.
   */
  checkpoint(): Checkpoint;
}

export type LmdbProvider = PagedProvider & Persistence;

const SUPPORTS = { release: false, reallocateInPlace: true, shared: false, persistent: true } as const;

/**
 * Segments that outlive the process, in an LMDB file. They are worked on in memory, and stored by `checkpoint`: who
 * opens the file again finds the memory as it was at the last one, with all its segments, its `root` and its addresses.
 * `dispose` makes none. One provider at a time may use a file.
 * @throws ForeignMemoryError or DamagedMemoryError when the file is not one of these, or was changed; it stays as it is.
 * @throws LmdbError when it cannot be made, read or written, StorageOptionError.
 */
export function lmdb(options: LmdbOptions): LmdbProvider {
  requireSense(options);
  const { path, sync = true } = options;
  if (!existsSync(path)) saying(path, () => create(options));
  let database = undefined as Database | undefined;
  const opened = (): Database => {
    database ??= new Database(path, sync);
    return database;
  };
  try {
    // LMDB gets no file that was not looked at, but for one that it is writing to in another process.
    const image = saying(path, () => loadImage(path, () => opened().hold()));
    const memory = memoryOf(path, image, options);
    opened().release();
    return persistent(memory, opened(), image);
  } catch (error) {
    database?.close();
    throw error;
  }
}

/** What the file system and the memory would take without a word: drafts of a nameless file, and less than was asked for. */
function requireSense({ path, initial = 0, maximum = Number.POSITIVE_INFINITY }: LmdbOptions): void {
  if (typeof path !== "string" || path === "")
    throw new StorageOptionError("path", path === "" ? "''" : path, "the name of a file");
  if (initial > maximum) throw new StorageOptionError("maximum", maximum, `at least the initial ${initial} bytes`);
}

/** Makes the file with its first checkpoint and its lock, unless another does so at the same time and is done before. */
function create(options: LmdbOptions): void {
  const memory = arrayBuffer({ ...options });
  withDrafts(options.path, (folder) => {
    const draft = join(folder, "memory");
    const database = new Database(draft, options.sync ?? true);
    try {
      database.write(memory.memory.u8, memory.occupied(), new Set(), 0);
    } finally {
      database.close();
    }
    fillLock(options.path);
    publish(draft, options.path);
  });
}

function memoryOf(path: string, { bytes }: Image, options: LmdbOptions): PagedProvider {
  try {
    // Under its own name, of which its errors speak.
    return Object.assign(arrayBuffer({ ...options, bytes }), { name: "lmdb", supports: SUPPORTS });
  } catch (error) {
    if (error instanceof StorageError && error.code.endsWith("_MEMORY"))
      throw new DamagedMemoryError(path, error.message);
    throw error;
  }
}

function persistent(inner: PagedProvider, database: Database, image: Image): LmdbProvider {
  let { checkpoint, stored } = image;
  let disposed = false;
  return decorate(inner, {
    get lastCheckpoint(): number {
      return checkpoint;
    },
    checkpoint: (): Checkpoint => {
      const written = database.write(inner.memory.u8, inner.occupied(), stored, checkpoint);
      stored = written.stored;
      checkpoint++;
      return { number: checkpoint, bytes: written.bytes };
    },
    dispose: (): void => {
      inner.dispose();
      if (!disposed) database.close();
      disposed = true;
    },
  });
}
