import { StorageError } from "@zmm/storage";

/** LMDB or the file system could not do what was asked: no room on the disk, no right to write, another writer. */
export class LmdbError extends StorageError {
  readonly path: string;
  /** What LMDB or the file system said. */
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`, "LMDB");
    this.path = path;
    this.reason = reason;
  }
}

/** How they say that there is no room; of a write that was cut short, LMDB says that it was an input/output error. */
const NO_ROOM = /no space left|not enough space|quota exceeded|EDQUOT|input\/output error/i;

/** Runs `call`, and gives what LMDB and the file system throw a type, and the name of the file that was asked for. */
export function saying<R>(path: string, call: () => R): R {
  try {
    return call();
  } catch (error) {
    // of a draft, which the caller knows nothing of
    if (error instanceof LmdbError && error.path !== path) throw new LmdbError(path, error.reason);
    if (error instanceof StorageError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new LmdbError(path, NO_ROOM.test(said) ? `${said}; the disk may be full` : said);
  }
}
