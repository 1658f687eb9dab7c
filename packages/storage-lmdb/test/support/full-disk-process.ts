import { readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LmdbProvider, lmdb } from "../../src/index.js";

/**
 * With no room on the disk but for 0, 1, 2 ... pages each time, makes a file in the folder given, and then writes a
 * checkpoint of 256 KiB into one. Says in JSON what came of it each time, and which files there were then.
 */
const [folder = ""] = process.argv.slice(2);
const PAGE = 4096;
const PAGES = 100;
const filler = join(folder, "filler");

interface Outcome {
  readonly done: boolean;
  readonly said: string;
  readonly files: string[];
}

function leave(pages: number): void {
  rmSync(filler, { force: true });
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - pages * PAGE, 1));
}

function outcomeOf(call: () => void): Outcome {
  let said = "";
  try {
    call();
  } catch (error) {
    said = String(error);
  }
  return { done: said === "", said, files: readdirSync(folder).sort() };
}

function making(pages: number): Outcome {
  leave(pages);
  const path = join(folder, "made.zmm");
  const outcome = outcomeOf(() => lmdb({ path, sync: false }).dispose());
  rmSync(path, { force: true });
  rmSync(`${path}-lock`, { force: true });
  return outcome;
}

function writing(provider: LmdbProvider, pages: number): Outcome {
  leave(pages);
  provider.memory.u8.fill(pages + 1, provider.root, provider.root + 256 * 1024);
  return outcomeOf(() => provider.checkpoint());
}

const made = Array.from({ length: PAGES }, (_, pages) => making(pages));
rmSync(filler);
const provider = lmdb({ path: join(folder, "written.zmm"), sync: false });
provider.root = provider.allocate(256 * 1024);
const written = Array.from({ length: PAGES }, (_, pages) => writing(provider, pages));
rmSync(filler);
const last = provider.checkpoint().number;
provider.dispose();
const reopened = lmdb({ path: join(folder, "written.zmm"), sync: false }).lastCheckpoint;
console.log(JSON.stringify({ made, written, last, reopened }));
