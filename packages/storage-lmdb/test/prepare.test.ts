import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { LmdbError, lmdb } from "../src/index.js";
import { bundled } from "./support/bundle.js";

const fileSystem = vi.hoisted(() => ({ refuses: (_path: string): string | undefined => undefined }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const unlessRefused =
    <A extends [path: never, ...rest: never[]]>(call: (...args: A) => void) =>
    (...args: A): void => {
      const code = fileSystem.refuses(args[0]);
      if (code !== undefined) throw Object.assign(new Error(`${code}: refused`), { code });
      call(...args);
    };
  return { ...real, writeFileSync: unlessRefused(real.writeFileSync), accessSync: unlessRefused(real.accessSync) };
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zmm-prepare-"));
});
afterEach(() => {
  fileSystem.refuses = () => undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe("lmdb, before LMDB gets a file", () => {
  it("says that the disk may be full when there is no room for a new file or its lock, and leaves nothing", () => {
    for (const file of ["room", "lock"]) {
      fileSystem.refuses = (path) => (path.endsWith(`/${file}`) ? "ENOSPC: no space left on device" : undefined);
      const open = (): unknown => lmdb({ path: join(folder, "memory.zmm") });
      expect(open).toThrow(LmdbError);
      expect(open).toThrow("the disk may be full");
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it("says that the file or its lock may not be written", () => {
    const path = join(folder, "memory.zmm");
    lmdb({ path }).dispose();
    for (const file of [path, `${path}-lock`]) {
      fileSystem.refuses = (refused) => (refused === file ? "EACCES" : undefined);
      expect(() => lmdb({ path })).toThrow(LmdbError);
      expect(() => lmdb({ path })).toThrow("EACCES");
    }
    fileSystem.refuses = () => undefined;
    lmdb({ path }).dispose();
  });
});

/** Runs a program with a disk of 4 MiB at `folder` that only this program sees; fails where a system lets nobody have one. */
function onSmallDisk(...command: string[]): { status: number | null; stdout: string } {
  const script = 'mount -t tmpfs -o size=4m zmm "$0" && exec "$@"';
  const args = ["-rm", "sh", "-c", script, folder, ...command];
  return spawnSync("unshare", args, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
}

/** Runs a program whose files can have no more than so many pages. */
function underLimit(pages: number, ...command: string[]): { status: number | null; stdout: string } {
  // in blocks of 512 bytes
  const args = ["-c", 'ulimit -f "$0" && exec "$@"', String(pages * 8), ...command];
  return spawnSync("sh", args, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
}

/** What support/little-room-process.ts says of one attempt, and of all. */
interface Outcome {
  readonly done: boolean;
  readonly said: string;
  readonly files: string[];
}
interface Report {
  readonly made: Outcome[];
  readonly written: Outcome[];
  readonly last: number;
  readonly reopened: number;
}

/** Makes a file in ever more room, and writes a checkpoint into one. */
async function inLittleRoom(program: string): Promise<Report[]> {
  lmdb({ path: join(folder, "written.zmm"), sync: false }).dispose();
  return Array.from({ length: 20 }, (_, step) => {
    const { status, stdout } = underLimit(step * 10, process.execPath, program, folder);
    expect(status).toBe(0);
    return JSON.parse(stdout);
  });
}

/** The same on a disk, page by page. */
function onFullDisk(program: string): Report[] {
  const rooms = Array.from({ length: 100 }, (_, pages) => String(pages));
  const { status, stdout } = onSmallDisk(process.execPath, program, folder, ...rooms);
  expect(status).toBe(0);
  return [JSON.parse(stdout)];
}

function expectAllOrNothing(reports: readonly Report[], noRoom: RegExp): void {
  const [made, written] = [reports.flatMap((report) => report.made), reports.flatMap((report) => report.written)];
  for (const { done, said, files } of made) {
    expect(files).toEqual(done ? ["made.zmm", "made.zmm-lock"] : []);
    if (!done) expect(said).toMatch(noRoom);
  }
  for (const { done, said } of written) if (!done) expect(said).toMatch(noRoom);
  for (const outcomes of [made, written]) {
    expect(outcomes[0]?.done).toBe(false);
    expect(outcomes.at(-1)?.done).toBe(true);
  }
  for (const { last, reopened } of reports) expect(reopened).toBe(last);
}

describe("lmdb makes a file or leaves nothing, and writes a checkpoint or says why not", () => {
  const path = String.raw`^LmdbError: \S+/(made|written)\.zmm: `;
  const limited = new RegExp(`${path}.*(file too large|the disk may be full)`, "i");
  let program = "";
  beforeAll(async () => {
    program = await bundled(new URL("./support/little-room-process.ts", import.meta.url));
  });

  it("whatever length files may have", async () => {
    expectAllOrNothing(await inLittleRoom(program), limited);
  });

  it("whatever room a disk has", async () => {
    // where a system lets nobody mount one, the lengths of files once more
    if (onSmallDisk("true").status !== 0) expectAllOrNothing(await inLittleRoom(program), limited);
    else expectAllOrNothing(onFullDisk(program), new RegExp(`${path}.*the disk may be full$`));
  });
});
