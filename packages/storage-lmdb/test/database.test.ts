import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import { afterAll, describe, expect, it, vi } from "vitest";
import { lmdb } from "../src/index.js";

vi.mock("lmdb", async (original) => {
  const real = await original<typeof import("lmdb")>();
  return { ...real, open: vi.fn(real.open) };
});

const folder = mkdtempSync(join(tmpdir(), "zmm-database-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the LMDB file of a memory", () => {
  it("is opened by LMDB for the first checkpoint only, so that who looks at it stops nobody who writes", () => {
    const path = join(folder, "memory.zmm");
    lmdb({ path }).dispose();
    vi.mocked(open).mockClear();
    const provider = lmdb({ path });
    provider.root = provider.allocate(4096);
    expect(open).not.toHaveBeenCalled();
    provider.checkpoint();
    provider.checkpoint();
    expect(open).toHaveBeenCalledOnce();
    provider.dispose();
    lmdb({ path }).dispose();
    expect(open).toHaveBeenCalledOnce();
  });
});
