/**
 * Files that appear whole or not at all: each is made in a folder that only its maker knows, and gets its name when it
 * is finished, if nobody else has taken that name meanwhile.
 *
 *     heap.zmm.new-4711-x7Gq2a/    made by process 4711
 */
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Milliseconds after which a folder cannot be in use any more: making a file takes a fraction of a second. */
const ABANDONED_AFTER = 60_000;

/** What file systems without hard links answer to one. */
const NO_LINKS: readonly unknown[] = ["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL"];

/** Runs `make` with a new folder for drafts of `path`, beside where that is or will be, which is gone afterwards. */
export function withDrafts<R>(path: string, make: (folder: string) => R): R {
  mkdirSync(dirname(path), { recursive: true });
  removeAbandoned(path);
  const folder = mkdtempSync(`${path}.new-${process.pid}-`);
  try {
    return make(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives the finished file `draft` the name `path`. Does nothing where a file has that name already. */
export function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (NO_LINKS.includes(codeOf(error))) moveOverClaim(draft, path);
    else if (codeOf(error) !== "EEXIST") throw error;
  }
}

/** Takes the name with an empty file, for a move alone would put an end to what another has published. */
function moveOverClaim(draft: string, path: string): void {
  try {
    closeSync(openSync(path, "wx"));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  try {
    renameSync(draft, path);
  } catch (error) {
    rmSync(path);
    throw error;
  }
}

/** Removes what processes have left that were killed while they made `path`. */
function removeAbandoned(path: string): void {
  const start = `${basename(path)}.new-`;
  for (const name of namesIn(dirname(path))) {
    const maker = name.startsWith(start) ? /^(\d+)-\w{6}$/.exec(name.slice(start.length))?.[1] : undefined;
    if (maker !== undefined) removeIfAbandoned(join(dirname(path), name), Number(maker));
  }
}

/** What is in a folder, as far as it lets itself be listed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeIfAbandoned(folder: string, maker: number): void {
  try {
    const age = Date.now() - statSync(folder).mtimeMs;
    if (age > ABANDONED_AFTER && !isAnotherAlive(maker)) rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another was quicker, or it is not ours to remove: neither is a reason not to make the file.
  }
}

/**
 * Whether there is such a process besides this one. That there is none says little of other containers and machines,
 * and that it is this one says nothing where every first process is number 1: so the age decides too.
 */
function isAnotherAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
