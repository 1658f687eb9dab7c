/** The emalloc family alone, over a heap that the program brought along. */
import { InvalidPointerError, InvalidSizeError, SizeOverflowError, StringRangeError } from "@zmm/emalloc";
import { emallocFamily } from "@zmm/emalloc/family";
import { manageHeap } from "@zmm/emalloc/manager";
import { DisposedError, SystemHeap, ZendHeap } from "@zmm/heap";
import { createPlainHeap } from "@zmm/heap/ilp32";
import { createPlainHeap as createLp64 } from "@zmm/heap/lp64";
import { arrayBuffer, firstFit } from "@zmm/storage";
import { describe, expect, it } from "vitest";

/** Every function of the family once or more; what each gave. */
function tour(family: ReturnType<typeof emallocFamily> | ReturnType<typeof manageHeap>): unknown[] {
  const a = family.emalloc(100);
  const b = family.ecalloc(10, 7);
  const c = family.safe_emalloc(3, 100, 8);
  const grown = family.erealloc(a, 5000);
  const again = family.erealloc_recoverable(c, 50_000);
  const more = family.safe_erealloc(again, 100, 600, 0);
  const text = family.estrdup("größer");
  const part = family.estrndup("a\0bcd", 3);
  const copy = family.estrndup(text, 2);
  const empty = [family.safe_estrdup(null), family.safe_estrndup(0, 0), family.safe_estrdup("x")];
  const whole = family.zend_mem_block_size(text);
  family.efree(grown);
  family.efree(0);
  const usage = [family.zend_memory_usage(), family.zend_memory_usage(true)];
  const peaks = [family.zend_memory_peak_usage(), family.zend_memory_peak_usage(true)];
  return [a, b, c, grown, again, more, text, part, copy, empty, whole, usage, peaks];
}

describe("the family alone", () => {
  it("does what a manager's does, byte for byte", () => {
    const [ours, theirs] = [arrayBuffer(), arrayBuffer()];
    const given = tour(emallocFamily(createPlainHeap(ours)));
    expect(given).toEqual(tour(manageHeap(ZendHeap.create(theirs))));
    expect(Buffer.compare(ours.memory.u8, theirs.memory.u8)).toBe(0);
    const text = given[6] as number;
    expect(Buffer.from(ours.memory.u8.subarray(text, text + 9)).toString()).toBe("größer\0");
  });

  it("works over any heap", () => {
    const family = emallocFamily(SystemHeap.create(firstFit()));
    const text = family.estrdup("abc");
    expect([...family.memory.u8.subarray(text, text + 4)]).toEqual([97, 98, 99, 0]);
    family.efree(text);
    expect(() => family.efree(text)).toThrow(InvalidPointerError);
  });

  it("tells mistakes by the errors that a manager throws", () => {
    const family = emallocFamily(createPlainHeap(firstFit()));
    expect(() => family.ecalloc(2 ** 20, 2 ** 12)).toThrow(SizeOverflowError);
    expect(() => family.safe_emalloc(-1, 2, 3)).toThrow(InvalidSizeError);
    expect(() => family.estrndup("abc", 4)).toThrow(StringRangeError);
    expect(() => family.estrdup(2 ** 31)).toThrow(InvalidPointerError);
  });

  it("counts overflow in the words of the heap", () => {
    const limit = 2 ** 30;
    const wide = emallocFamily(createLp64(firstFit(), { limit }));
    expect(() => wide.safe_emalloc(2 ** 20, 2 ** 12, 0)).toThrow(/Allowed memory size of 1073741824 bytes exhausted/);
    const narrow = emallocFamily(createPlainHeap(firstFit(), { limit }));
    expect(() => narrow.safe_emalloc(2 ** 20, 2 ** 12, 0)).toThrow(SizeOverflowError);
  });

  it("sets the limit, ends requests, and with `full` the heap", () => {
    const heap = createPlainHeap(firstFit());
    const family = emallocFamily(heap);
    family.zend_set_memory_limit(2 ** 20);
    expect(heap.limit).toBe(2 ** 20);
    const fresh = family.zend_memory_usage();
    family.emalloc(100_000);
    family.shutdown_memory_manager(true, false);
    expect(family.zend_memory_usage()).toBe(fresh);
    family.shutdown_memory_manager(true, true);
    expect(() => family.emalloc(1)).toThrow(DisposedError);
  });
});

describe("a manager over a plain heap", () => {
  it("is the Zend heap's, with persistent blocks, requests and overflow in its words", () => {
    const manager = manageHeap(createLp64(arrayBuffer()));
    expect(manager.is_zend_mm()).toBe(true);
    expect(() => manager.ecalloc(2 ** 27, 2 ** 27)).toThrow(SizeOverflowError);
    const lasting = manager.pemalloc(10, true);
    manager.emalloc(10);
    expect(manager.endRequest().leakedBytes).toBeGreaterThan(0);
    manager.pefree(lasting, true);
    expect(() => manager.ecalloc(2 ** 20, 2 ** 12)).toThrow(/tried to allocate 4294967296 bytes/);
    expect([manager.mem_block_check(manager.emalloc(1)), manager.full_mem_check(), manager.leaks()]).toEqual([
      true,
      0,
      [],
    ]);
    manager.dispose();
  });
});
