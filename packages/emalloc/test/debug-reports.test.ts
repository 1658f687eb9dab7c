/** The reports that PHP's debug build printed for real mistakes, against ours for the same mistakes. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createMemoryManager, InvalidBlockError, MemoryLimitError, type MemoryManager } from "@zmm/emalloc";
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { SECRETS } from "./helpers.js";

const REPORTS = new URL("../../corpus/debug-reports.txt", import.meta.url);

/** The lines that PHP printed under a heading, without what differs from run to run. */
function measured(heading: string): string[] {
  const text = readFileSync(fileURLToPath(REPORTS), "utf8");
  const section = text.split(/^##### /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`no report '${heading}' was measured`);
  const lines = section.split("\n").slice(1);
  return masked(lines.filter((line) => line !== "" && !line.startsWith("# ")));
}

function masked(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/^\[[^\]]*\]/, "[date]")
      .replace(/(Block|Freeing) 0x(?!00000000 )[0-9a-f]+/i, "$1 0xADDRESS")
      .replace(/(Start:\tOverflown \(magic=)0x[0-9A-F]{8}/, "$10xMAGIC")
      .replace(/instead of 0x[0-9A-F]{8}/, "instead of 0xMAGIC"),
  );
}

/** What a manager prints while `action` uses it. */
function printed(script: string, action: (manager: MemoryManager) => void): string[] {
  let text = "";
  const report = (more: string) => {
    text += more;
  };
  const heap = ZendHeap.create(arrayBuffer(), { model: "lp64-debug", secrets: SECRETS });
  const manager = createMemoryManager({ heap, env: {}, script, report });
  action(manager);
  return masked(text.split("\n").filter((line) => line !== ""));
}

const at = (manager: MemoryManager, file: string, line: number, size: number): number =>
  manager.at({ file, line }, () => manager.emalloc(size));

/** Frees a block that a debug heap must refuse; the error brings the report along. */
function freeBadly(manager: MemoryManager, line: number, address: number): void {
  const used = manager.usage();
  expect(() => manager.at({ file: "/src/a.c", line }, () => manager.efree(address))).toThrow(InvalidBlockError);
  expect(manager.usage()).toBe(used);
}

describe("the reports of the debug build", () => {
  it("tells leaks: three of one line, one large, one relayed, one freed, one cached", () => {
    const lines = printed("/srv/leaky.php", (manager) => {
      for (let i = 0; i < 3; i++) at(manager, "/src/ext/foo/foo.c", 42, 24);
      at(manager, "/src/ext/foo/foo.c", 77, 5000);
      const relay = { file: "/src/Zend/zend_alloc.c", line: 2620 };
      manager.at(relay, () => manager.emalloc_rel(100, { file: "/src/ext/bar/bar.c", line: 9 }));
      const [cached, freed] = [at(manager, "/src/ext/foo/foo.c", 50, 60), at(manager, "/src/ext/foo/foo.c", 51, 9000)];
      at(manager, "/src/ext/foo/foo.c", 43, 24);
      at(manager, "/src/ext/foo/big.c", 5, 400_000);
      manager.efree(cached);
      manager.efree(freed);
      manager.endRequest();
    });
    expect(lines).toEqual(measured("leaks: three of one line, one large, one relayed, one freed, one cached"));
  });

  it("tells two bytes written past the end", () => {
    const lines = printed("replay", (manager) => {
      const block = at(manager, "/src/a.c", 10, 20);
      manager.memory.u8.set([1, 2], block + 20);
      freeBadly(manager, 12, block);
    });
    expect(lines).toEqual(measured("write 2 bytes past the end, then free"));
  });

  it("tells a byte written before the start, where it is no padding", () => {
    const lines = printed("replay", (manager) => {
      const { u8 } = manager.memory;
      const block = at(manager, "/src/a.c", 10, 20);
      for (const padding of [1, 2, 3, 4]) u8[block - padding] = 0x99;
      expect(manager.mem_block_check(block)).toBe(true);
      u8[block - 5] = (u8[block - 5] ?? 0) ^ 0x55;
      freeBadly(manager, 12, block);
    });
    expect(lines).toEqual(measured("write 1 byte before the start, then free"));
  });

  it("tells a double free of a small block, which lies in the cache", () => {
    const lines = printed("replay", (manager) => {
      const block = at(manager, "/src/a.c", 10, 20);
      manager.efree(block);
      const caller = { file: "/src/b.c", line: 99 };
      const again = () => manager.at({ file: "/src/a.c", line: 13 }, () => manager.efree_rel(block, caller));
      expect(again).toThrow(InvalidBlockError);
    });
    expect(lines).toEqual(measured("double free of a small (cached) block"));
  });

  it("tells a double free of a large block", () => {
    const lines = printed("replay", (manager) => {
      const block = at(manager, "/src/a.c", 10, 100_000);
      manager.efree(block);
      freeBadly(manager, 13, block);
    });
    expect(lines).toEqual(measured("double free of a large block"));
  });

  it("tells a good block, and all blocks", () => {
    const lines = printed("replay", (manager) => {
      const block = at(manager, "/src/a.c", 10, 20);
      expect(manager.at({ file: "/src/a.c", line: 11 }, () => manager.mem_block_check(block, false))).toBe(true);
      expect(manager.at({ file: "/src/a.c", line: 12 }, () => manager.full_mem_check(false))).toBe(0);
    });
    expect(lines).toEqual(measured("_mem_block_check(p, silent=0) of a good block, then full_mem_check(0)"));
  });

  it("tells a free of null", () => {
    const lines = printed("replay", (manager) => manager.at({ file: "/src/a.c", line: 12 }, () => manager.efree(0)));
    expect(lines).toEqual(measured("efree(NULL)"));
  });

  it("names the place in the text of a limit", () => {
    const manager = createMemoryManager({ model: "lp64-debug", env: {}, limit: 300_000 });
    at(manager, "/src/a.c", 10, 200_000);
    const [expected] = measured("memory limit 300000, request 200000 twice");
    expect(() => at(manager, "/src/a.c", 11, 200_000)).toThrow(MemoryLimitError);
    expect(() => at(manager, "/src/a.c", 11, 200_000)).toThrow(expected?.replace("zend_error(E_ERROR): ", ""));
  });
});
