import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

/** Runs a program with a disk of 4 MiB at `folder` that only this program sees. */
function onSmallDisk(...command: string[]): { status: number | null; stdout: string } {
  const script = 'mount -t tmpfs -o size=4m zmm "$0" && exec "$@"';
  const args = ["-rm", "sh", "-c", script, folder, ...command];
  return spawnSync("unshare", args, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
}

/** What support/full-disk-process.ts says of one attempt. */
interface Outcome {
  readonly done: boolean;
  readonly said: string;
  readonly files: string[];
}

describe("lmdb, on a disk that is full", () => {
  it("makes a file or leaves nothing, and writes a checkpoint or says why not, whatever room there is", async (test) => {
    test.skip(onSmallDisk("true").status !== 0, "this system lets nobody mount a small disk");
    const program = await bundled(new URL("./support/full-disk-process.ts", import.meta.url));
    const { status, stdout } = onSmallDisk(process.execPath, program, folder);
    expect(status).toBe(0);
    const { made, written, last, reopened } = JSON.parse(stdout);
    for (const { done, said, files } of made as Outcome[]) {
      expect(files).toEqual(done ? ["filler", "made.zmm", "made.zmm-lock"] : ["filler"]);
      if (!done) expect(said).toMatch(/^LmdbError: .*the disk may be full$/);
    }
    for (const { done, said } of written as Outcome[]) {
      if (!done) expect(said).toMatch(/^LmdbError: .*the disk may be full$/);
    }
    for (const outcomes of [made, written] as Outcome[][]) {
      expect(outcomes[0]?.done).toBe(false);
      expect(outcomes.at(-1)?.done).toBe(true);
    }
    expect(reopened).toBe(last);
  });
});
