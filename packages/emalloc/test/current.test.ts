import { createMemoryManager, RequestError } from "@zmm/emalloc";
import * as php from "@zmm/emalloc/current";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

beforeEach(() => {
  php.start_memory_manager({ env: {}, limit: "8M" });
});

afterEach(() => {
  php.setCurrentManager(null)?.dispose();
});

describe("functions on the current manager", () => {
  it("allocate, copy and free", () => {
    const text = php.estrdup("text");
    const grown = php.erealloc(text, 5_000);
    expect(php.currentManager().readString(grown)).toBe("text");
    php.efree(grown);
    const zeros = php.ecalloc(10, 10);
    expect(
      php
        .currentManager()
        .bytes(zeros, 100)
        .every((byte) => byte === 0),
    ).toBe(true);
    php.pefree(php.pestrdup("kept", true), true);
    expect(php.zend_memory_usage(true)).toBe(262_144);
    expect(php.is_zend_mm()).toBe(true);
    expect(() => php.emalloc(9_000_000)).toThrow("Allowed memory size of 8388608 bytes exhausted");
  });

  it("are all that the manager has of PHP's", () => {
    const manager = php.currentManager();
    const methods = new Set<string>();
    for (let type = Object.getPrototypeOf(manager); type !== Object.prototype; type = Object.getPrototypeOf(type)) {
      for (const name of Object.getOwnPropertyNames(type)) methods.add(name);
    }
    const ours = [...methods].filter((name) =>
      /^(p?e(?!nd|nv)|safe_|zend_|is_zend|full_mem|mem_block|shutdown_)[a-z_]+$/.test(name),
    );
    expect(ours.length).toBeGreaterThan(50);
    expect(Object.keys(php)).toEqual(expect.arrayContaining(ours));
  });

  it("start a manager by themselves, as the environment says", () => {
    php.setCurrentManager(null)?.dispose();
    php.efree(php.emalloc(10));
    expect(php.currentManager().limit).toBe(2 ** 30);
  });

  it("start it once, end it, and start it again", () => {
    expect(() => php.start_memory_manager()).toThrow(RequestError);
    const first = php.currentManager();
    php.emalloc(100);
    php.shutdown_memory_manager(true, false);
    expect(php.currentManager()).toBe(first);
    php.shutdown_memory_manager(true, true);
    expect(() => first.emalloc(1)).toThrow(/disposed/);
    expect(php.start_memory_manager({ env: {} })).not.toBe(first);
  });

  it("go to another manager when that becomes the current one", () => {
    const other = createMemoryManager({ env: {}, heap: "system" });
    const before = php.setCurrentManager(other);
    php.emalloc(1_000);
    expect(other.usage()).toBeGreaterThan(1_000);
    expect(php.is_zend_mm()).toBe(false);
    expect(php.setCurrentManager(before)).toBe(other);
  });

  it("know call sites, and relays", () => {
    php.setCurrentManager(createMemoryManager({ env: {}, model: "lp64-debug", report: () => {} }))?.dispose();
    php.emalloc(1);
    php.emalloc_rel(2, { file: "caller.ts", line: 3 });
    const sites = php
      .currentManager()
      .leaks()
      .map(({ site }) => site);
    expect(sites).toMatchObject([
      { file: expect.stringMatching(/current\.test\.ts$/) },
      { actual: { file: "caller.ts", line: 3 } },
    ]);
  });
});
