import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DamagedMemoryError } from "@zmm/storage";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lmdb } from "../src/index.js";
import { loadImage } from "../src/load.js";

const file = vi.hoisted(() => ({ moves: false, transaction: 0 }));
vi.mock("../src/lmdb-file.js", async (original) => {
  const real = await original<typeof import("../src/lmdb-file.js")>();
  const startOf = (): Buffer => Buffer.from([file.moves ? ++file.transaction : 0]);
  return { ...real, startOf };
});

let path = "";
let whole: Buffer;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "zmm-load-")), "memory.zmm");
  lmdb({ path }).dispose();
  whole = readFileSync(path);
  // In the number of the checkpoint, which nothing but a checksum covers.
  const damaged = Buffer.from(whole);
  damaged.fill(1, damaged.lastIndexOf("zmm lmdb") + 24, damaged.lastIndexOf("zmm lmdb") + 32);
  writeFileSync(path, damaged);
});
afterEach(() => {
  file.moves = false;
  rmSync(join(path, ".."), { recursive: true, force: true });
});

describe("a file that looks damaged", () => {
  it("is damaged when it has not moved on", () => {
    const hold = vi.fn();
    expect(() => loadImage(path, hold)).toThrow(DamagedMemoryError);
    expect(hold).not.toHaveBeenCalled();
  });

  it("is read again when it has moved on, in the end with its pages held", () => {
    file.moves = true;
    const hold = vi.fn(() => writeFileSync(path, whole));
    expect(loadImage(path, hold).checkpoint).toBe(1);
    expect(hold).toHaveBeenCalledOnce();
  });

  it("is damaged when it stays so with its pages held, however it moves", () => {
    file.moves = true;
    const hold = vi.fn();
    expect(() => loadImage(path, hold)).toThrow(DamagedMemoryError);
    expect(hold).toHaveBeenCalled();
  });
});
