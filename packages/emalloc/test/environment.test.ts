import { ConfigurationError, parseSize, readEnvironment } from "@zmm/emalloc";
import { arrayBuffer, UnknownProviderError } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { quiet, thrown } from "./helpers.js";

describe("the environment", () => {
  it("says nothing when it is empty", () => {
    expect(readEnvironment({})).toEqual({ useZendAlloc: true });
  });

  it.each([
    ["0", false],
    ["1", true],
    ["0x0", false],
    ["2K", true],
    ["", false],
    ["no", false],
    [" 1", true],
    ["-1", true],
  ])("USE_ZEND_ALLOC=%j is %j, as C's strtol reads it", (text, on) => {
    expect(readEnvironment({ USE_ZEND_ALLOC: text }).useZendAlloc).toBe(on);
    expect(quiet({ env: { USE_ZEND_ALLOC: text } }).is_zend_mm()).toBe(on);
  });

  it("ZEND_MM_SEG_SIZE sets the segment size", () => {
    const manager = quiet({ env: { ZEND_MM_SEG_SIZE: "1M" } });
    manager.emalloc(1);
    expect(manager.usage(true)).toBe(2 ** 20);
    expect(() => quiet({ env: { ZEND_MM_SEG_SIZE: "300K" } })).toThrow("ZEND_MM_SEG_SIZE must be a power of two");
    expect(() => quiet({ env: { ZEND_MM_SEG_SIZE: "8" } })).toThrow("ZEND_MM_SEG_SIZE is too small");
    expect(() => quiet({ env: { ZEND_MM_SEG_SIZE: "much" } })).toThrow(ConfigurationError);
  });

  it("ZEND_MM_MEM_TYPE names the storage", () => {
    expect(quiet({ env: { ZEND_MM_MEM_TYPE: "wasmMemory" } }).zend_mm_get_storage()?.name).toBe("wasmMemory");
    const error = thrown(() => quiet({ env: { ZEND_MM_MEM_TYPE: "floppy" } }));
    expect(error).toBeInstanceOf(UnknownProviderError);
    expect(String(error)).toMatch(
      /Wrong or unsupported zend_mm storage type 'floppy'\n {2}supported types:\n(?: {4}'\w+'\n?)+/,
    );
  });

  it("ZEND_MM_COMPACT sets from which real peak on a request's end compacts", () => {
    const compacted = (env: Record<string, string>) => {
      const storage = arrayBuffer();
      let times = 0;
      storage.compact = () => {
        times++;
      };
      const manager = quiet({ storage, env });
      manager.emalloc(3_000_000);
      manager.endRequest();
      return times;
    };
    expect(compacted({})).toBe(1);
    expect(compacted({ ZEND_MM_COMPACT: "4M" })).toBe(0);
    expect(compacted({ ZEND_MM_COMPACT: "512K" })).toBe(1);
    expect(compacted({ ZEND_MM_COMPACT: "0" })).toBe(0);
  });

  it("gives way to options", () => {
    const env = { USE_ZEND_ALLOC: "0", ZEND_MM_SEG_SIZE: "1M", ZEND_MM_MEM_TYPE: "floppy" };
    const manager = quiet({ env, heap: "zend", segmentSize: "64K", storage: "arrayBuffer" });
    manager.emalloc(1);
    expect(manager.is_zend_mm()).toBe(true);
    expect(manager.usage(true)).toBe(65_536);
  });
});

describe("sizes", () => {
  it.each([
    ["0", 0],
    ["4096", 4096],
    ["256K", 262_144],
    ["2m", 2_097_152],
    ["1G", 2 ** 30],
    ["0x100", 256],
    ["0x10k", 16_384],
    ["010", 8],
    [" 64K ", 65_536],
  ])("%j is %d bytes", (text, bytes) => {
    expect(parseSize(text, "limit")).toBe(bytes);
  });

  it.each(["", "K", "12abc", "-4K", "1.5M", "2MB", "1T", "0xg"])("%j is none", (text) => {
    expect(() => parseSize(text, "limit")).toThrow(`limit must be bytes, with K, M or G if need be, got '${text}'`);
  });

  it("may be text in options", () => {
    expect(quiet({ limit: "3M" }).limit).toBe(3 * 2 ** 20);
    expect(() => quiet({ limit: "lots" })).toThrow(ConfigurationError);
  });
});

describe("bad options", () => {
  it("are refused with a word on what is wrong, and leave no storage behind", () => {
    expect(() => quiet({ heap: "tlsf" as "zend" })).toThrow("unknown heap 'tlsf': known are zend, system");
    expect(() => quiet({ segmentSize: 5000 })).toThrow("'block_size' must be a power of two");
    expect(() => quiet({ limit: -1 })).toThrow(/limit/);
    expect(() => quiet({ reserveSize: 0.5 })).toThrow(/reserveSize/);
    expect(() => quiet({ callSites: { sampleEvery: 0 } })).toThrow(/sampleEvery/);
  });
});
