import { readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LmdbProvider, lmdb } from "../../src/index.js";

/**
 * Makes a file in the folder given, and then writes a checkpoint of 256 KiB into `written.zmm` there, once for each number
 * of pages of room given: the disk, which is small then, is filled up but for them. With no number it does so once, in the room
 * that there is. Says in JSON what came of it each time, and which files there were then.
 */
const [folder = "", ...rooms] = process.argv.slice(2);
const PAGE = 4096;
const filler = join(folder, "filler");
const OTHERS: readonly string[] = ["filler", "written.zmm", "written.zmm-lock"];

interface Outcome {
  readonly done: boolean;
  readonly said: string;
  readonly files: string[];
}

function leave(pages: string): void {
  rmSync(filler, { force: true });
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - Number(pages) * PAGE, 1));
}

function outcomeOf(call: () => void): Outcome {
  let said = "";
  try {
    call();
  } catch (error) {
    said = String(error);
  }
  const files = readdirSync(folder).filter((name) => !OTHERS.includes(name));
  return { done: said === "", said, files: files.sort() };
}

function making(): Outcome {
  const path = join(folder, "made.zmm");
  const outcome = outcomeOf(() => lmdb({ path, sync: false }).dispose());
  rmSync(path, { force: true });
  rmSync(`${path}-lock`, { force: true });
  return outcome;
}

function writing(provider: LmdbProvider, value: number): Outcome {
  provider.memory.u8.fill(value, provider.root, provider.root + 256 * 1024);
  return outcomeOf(() => provider.checkpoint());
}

/** What comes of `attempt` in each room. */
function inEach(attempt: (index: number) => Outcome): Outcome[] {
  if (rooms.length === 0) return [attempt(0)];
  const outcomes = rooms.map((pages, index) => {
    leave(pages);
    return attempt(index);
  });
  rmSync(filler);
  return outcomes;
}

const made = inEach(making);
const provider = lmdb({ path: join(folder, "written.zmm"), sync: false });
if (provider.root === 0) provider.root = provider.allocate(256 * 1024);
const written = inEach((index) => writing(provider, index + 1));
// on a disk there is room again
const last = rooms.length === 0 ? provider.lastCheckpoint : provider.checkpoint().number;
provider.dispose();
const reopened = lmdb({ path: join(folder, "written.zmm"), sync: false }).lastCheckpoint;
console.log(JSON.stringify({ made, written, last, reopened }));
