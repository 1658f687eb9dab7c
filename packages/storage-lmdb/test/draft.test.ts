import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { publish, withDrafts } from "../src/draft.js";
import { lmdb } from "../src/index.js";
import { bundled } from "./support/bundle.js";

/** How many files the processes make at once. */
const RACES = 30;

const fileSystem = vi.hoisted(() => ({ hasLinks: true }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const linkSync = (from: string, to: string): void => {
    if (!fileSystem.hasLinks) throw Object.assign(new Error("no links here"), { code: "EPERM" });
    real.linkSync(from, to);
  };
  return { ...real, linkSync };
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zmm-draft-"));
});
afterEach(() => {
  fileSystem.hasLinks = true;
  rmSync(folder, { recursive: true, force: true });
});

/** The files of `folder` but for the lock that LMDB puts beside each. */
function files(): string[] {
  return readdirSync(folder).filter((name) => !name.endsWith(".zmm-lock"));
}

describe("lmdb, of which several make the same file at once", () => {
  let program = "";
  beforeAll(async () => {
    program = await bundled(new URL("./support/creating-process.ts", import.meta.url));
  });

  interface Creator {
    readonly process: ChildProcess;
    /** Lets the process open the file; what it says of it. */
    readonly open: (path: string) => Promise<string>;
  }

  function creator(): Creator {
    const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "close").then(([code, signal]) => [`ended by ${signal ?? code}`]);
    const lines = createInterface({ input: child.stdout });
    const open = async (path: string): Promise<string> => {
      const line = once(lines, "line");
      child.stdin.write(`${path}\n`);
      return (await Promise.race([line, ended]))[0];
    };
    return { process: child, open };
  }

  it("opens one and the same for all, and leaves nothing else", async () => {
    const creators = [creator(), creator()];
    try {
      const names = Array.from({ length: RACES }, (_, round) => `race-${round}.zmm`);
      for (const name of names) {
        const outcomes = await Promise.all(creators.map(({ open }) => open(join(folder, name))));
        for (const outcome of outcomes) expect(outcome).toMatch(/^checkpoint$|another has written checkpoint \d/);
        expect(outcomes).toContain("checkpoint");
        lmdb({ path: join(folder, name), sync: false }).dispose();
      }
      expect(files()).toEqual(names.sort());
    } finally {
      for (const { process } of creators) process.kill();
    }
  });
});

describe.each([true, false])("a finished file, on a file system with hard links: %s", (hasLinks) => {
  it("gets its name, unless another has it already", () => {
    fileSystem.hasLinks = hasLinks;
    const path = join(folder, "memory.zmm");
    for (const content of ["first", "second"]) {
      withDrafts(path, (drafts) => {
        writeFileSync(join(drafts, "draft"), content);
        publish(join(drafts, "draft"), path);
      });
      expect(readFileSync(path, "utf8")).toBe("first");
    }
    expect(files()).toEqual(["memory.zmm"]);
  });

  it("gets its folder too", () => {
    fileSystem.hasLinks = hasLinks;
    lmdb({ path: join(folder, "a", "b", "memory.zmm") }).dispose();
    expect(readdirSync(join(folder, "a", "b"))).toContain("memory.zmm");
  });

  it("leaves nothing behind when it could not be made", () => {
    fileSystem.hasLinks = hasLinks;
    const path = join(folder, "memory.zmm");
    expect(() => withDrafts(path, (drafts) => publish(join(drafts, "none"), path))).toThrow("ENOENT");
    expect(files()).toEqual([]);
  });
});

describe("the folder in which a file is made", () => {
  const NOBODY = 2 ** 30;
  const HOUR = 3_600_000;

  function leftFolder(name: string, age: number): string {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "memory"), "half a draft");
    const then = new Date(Date.now() - age);
    utimesSync(join(folder, name), then, then);
    return name;
  }

  it("is removed by the next who makes the file when its maker was killed", () => {
    leftFolder(`memory.zmm.new-${NOBODY}-abcdef`, HOUR);
    leftFolder(`memory.zmm.new-${process.pid}-abcdef`, HOUR);
    lmdb({ path: join(folder, "memory.zmm") }).dispose();
    expect(files()).toEqual(["memory.zmm"]);
  });

  it("stays as long as its maker may live, and when it is another file's", () => {
    const kept = [
      leftFolder(`memory.zmm.new-${NOBODY}-abcdef`, 0),
      leftFolder(`memory.zmm.new-${process.ppid}-abcdef`, HOUR),
      leftFolder(`other.zmm.new-${NOBODY}-abcdef`, HOUR),
      leftFolder("memory.zmm.new-letters", HOUR),
    ];
    lmdb({ path: join(folder, "memory.zmm") }).dispose();
    expect(files()).toEqual(["memory.zmm", ...kept].sort());
  });
});
