/**
 * What keeps LMDB from opening a file is found out before it tries: on a full disk it ends the process, and where the
 * opening fails for another reason, lmdb-js frees memory twice.
 */
import { accessSync, constants, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publish, withDrafts } from "./draft.js";

/** Bytes of a lock file, no fewer than LMDB wants: it uses what there is. */
const LOCK_BYTES = 16384;

/** Bytes that a new file needs at once: its two meta pages, of the longest pages that there are. */
const NEW_FILE_BYTES = 131072;

/** Sees to it that LMDB can open the file at `path`, or make it. @throws what the file system says when it cannot. */
export function prepare(path: string): void {
  if (existsSync(path)) requireAccess(path);
  else requireRoom(path);
  fillLock(path);
  requireAccess(lockOf(path));
}

/**
 * Makes the lock file of the LMDB file at `path`, with room on the disk for all of it, unless there is one. LMDB itself
 * would set its length only, and find out that there is no room when it writes to it through a map.
 */
export function fillLock(path: string): void {
  const lock = lockOf(path);
  if (existsSync(lock)) return;
  // Elsewhere first: as soon as it has its name another may lock it, and all that this process locks in a file is
  // unlocked when it closes it.
  withDrafts(lock, (folder) => {
    const draft = join(folder, "lock");
    writeFileSync(draft, Buffer.alloc(LOCK_BYTES), { mode: 0o664 });
    publish(draft, lock);
  });
}

function lockOf(path: string): string {
  return `${path}-lock`;
}

function requireAccess(path: string): void {
  accessSync(path, constants.R_OK | constants.W_OK);
}

function requireRoom(path: string): void {
  withDrafts(path, (folder) => writeFileSync(join(folder, "room"), Buffer.alloc(NEW_FILE_BYTES)));
}
