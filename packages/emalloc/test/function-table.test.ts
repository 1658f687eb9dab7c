/**
 * Each function of PHP's header: what it does with an ordinary call, with 0, at the limits of sizes, on overflow, and
 * without memory; in all data models, with the Zend heap on and off.
 */
import {
  InvalidPointerError,
  InvalidSizeError,
  MemoryLimitError,
  type MemoryManager,
  OutOfMemoryError,
  SizeOverflowError,
  StringRangeError,
} from "@zmm/emalloc";
import { ZendHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { MODELS, quiet, textAt } from "./helpers.js";

interface Setting {
  readonly name: string;
  readonly word: 4 | 8;
  readonly debug: boolean;
  /** Whether the Zend heap serves requests. */
  readonly on: boolean;
  manager(): MemoryManager;
  /** A manager whose storage has 1 MiB and no more. */
  starved(): MemoryManager;
}

const SETTINGS: Setting[] = MODELS.flatMap((model) =>
  [true, false].map((on) => {
    const env = { USE_ZEND_ALLOC: on ? "1" : "0" };
    return {
      name: `${model}, USE_ZEND_ALLOC=${env.USE_ZEND_ALLOC}`,
      word: model === "ilp32" ? (4 as const) : (8 as const),
      debug: model === "lp64-debug",
      on,
      manager: () => quiet({ model, env, storage: arrayBuffer({ maximum: 64 * 2 ** 20 }) }),
      starved: () => quiet({ model, env, storage: arrayBuffer({ initial: 2 ** 20, maximum: 2 ** 20 }) }),
    };
  }),
);

/** A function that allocates: how it is called for so many bytes, and whether it goes to the system heap. */
interface Allocator {
  readonly name: string;
  call(manager: MemoryManager, bytes: number): number;
  readonly persistent?: boolean;
  readonly zeroed?: boolean;
  /** A call whose size does not fit any word. */
  overflow?(manager: MemoryManager): number;
}

const HUGE = 2 ** 40;

const ALLOCATORS: Allocator[] = [
  { name: "emalloc", call: (m, n) => m.emalloc(n) },
  { name: "ecalloc", call: (m, n) => m.ecalloc(1, n), zeroed: true, overflow: (m) => m.ecalloc(HUGE, HUGE) },
  { name: "erealloc of 0", call: (m, n) => m.erealloc(0, n) },
  { name: "erealloc", call: (m, n) => m.erealloc(m.emalloc(10), n) },
  { name: "erealloc_recoverable", call: (m, n) => m.erealloc_recoverable(m.emalloc(10), n) },
  { name: "safe_emalloc", call: (m, n) => m.safe_emalloc(1, n, 0), overflow: (m) => m.safe_emalloc(HUGE, HUGE, 0) },
  { name: "safe_emalloc, offset", call: (m, n) => m.safe_emalloc(0, 9, n) },
  {
    name: "safe_erealloc",
    call: (m, n) => m.safe_erealloc(m.emalloc(10), n, 1, 0),
    overflow: (m) => m.safe_erealloc(0, HUGE, HUGE, 1),
  },
  {
    name: "safe_malloc",
    call: (m, n) => m.safe_malloc(n, 1, 0),
    persistent: true,
    overflow: (m) => m.safe_malloc(HUGE, HUGE, 0),
  },
  {
    name: "safe_realloc",
    call: (m, n) => m.safe_realloc(m.pemalloc(10, true), n, 1, 0),
    persistent: true,
    overflow: (m) => m.safe_realloc(0, HUGE, HUGE, 0),
  },
  { name: "pemalloc", call: (m, n) => m.pemalloc(n, false) },
  { name: "pemalloc, persistent", call: (m, n) => m.pemalloc(n, true), persistent: true },
  { name: "pecalloc", call: (m, n) => m.pecalloc(n, 1, false), zeroed: true },
  {
    name: "pecalloc, persistent",
    call: (m, n) => m.pecalloc(n, 1, true),
    persistent: true,
    zeroed: true,
    overflow: (m) => m.pecalloc(HUGE, HUGE, true),
  },
  { name: "perealloc", call: (m, n) => m.perealloc(m.emalloc(10), n, false) },
  { name: "perealloc, persistent", call: (m, n) => m.perealloc(m.pemalloc(10, true), n, true), persistent: true },
  { name: "perealloc_recoverable", call: (m, n) => m.perealloc_recoverable(0, n, true), persistent: true },
  {
    name: "safe_pemalloc",
    call: (m, n) => m.safe_pemalloc(n, 1, 0, true),
    persistent: true,
    overflow: (m) => m.safe_pemalloc(HUGE, HUGE, 0, false),
  },
  {
    name: "safe_perealloc",
    call: (m, n) => m.safe_perealloc(0, n, 1, 0, false),
    overflow: (m) => m.safe_perealloc(0, HUGE, HUGE, 0, true),
  },
];

interface StringFunction {
  readonly name: string;
  copy(manager: MemoryManager, text: string | number): number;
  readonly persistent?: boolean;
  /** For those that take null for the empty string. */
  copyNull?(manager: MemoryManager): number;
  copyPart?(manager: MemoryManager, text: string | number, length: number): number;
}

const STRING_FUNCTIONS: StringFunction[] = [
  { name: "estrdup", copy: (m, s) => m.estrdup(s) },
  { name: "estrndup", copy: (m, s) => m.estrndup(s), copyPart: (m, s, n) => m.estrndup(s, n) },
  {
    name: "zend_strndup",
    copy: (m, s) => m.zend_strndup(s),
    persistent: true,
    copyPart: (m, s, n) => m.zend_strndup(s, n),
  },
  { name: "safe_estrdup", copy: (m, s) => m.safe_estrdup(s), copyNull: (m) => m.safe_estrdup(null) },
  {
    name: "safe_estrndup",
    copy: (m, s) => m.safe_estrndup(s),
    copyNull: (m) => m.safe_estrndup(0, 5),
    copyPart: (m, s, n) => m.safe_estrndup(s, n),
  },
  { name: "pestrdup", copy: (m, s) => m.pestrdup(s, false) },
  { name: "pestrdup, persistent", copy: (m, s) => m.pestrdup(s, true), persistent: true },
  {
    name: "pestrndup",
    copy: (m, s) => m.pestrndup(s, undefined, false),
    copyPart: (m, s, n) => m.pestrndup(s, n, false),
  },
  {
    name: "pestrndup, persistent",
    copy: (m, s) => m.pestrndup(s, undefined, true),
    persistent: true,
    copyPart: (m, s, n) => m.pestrndup(s, n, true),
  },
];

describe.each(SETTINGS)("$name", ({ word, debug, on, manager: start, starved }) => {
  describe.each(ALLOCATORS)("$name", ({ call, persistent = false, zeroed = false, overflow }) => {
    const free = (manager: MemoryManager, address: number) => manager.pefree(address, persistent);

    it("gives blocks of any size, 0 too, and efree or pefree takes them back", () => {
      const manager = start();
      for (const size of [0, 1, 8, 100, 5_000, 300_000]) {
        manager.memory.u8.fill(0xee, manager.memory.byteLength - 2 ** 16);
        const address = call(manager, size);
        expect(address % 8).toBe(0);
        expect(address).toBeGreaterThan(0);
        if (zeroed) expect(manager.bytes(address, size).every((byte) => byte === 0)).toBe(true);
        manager.bytes(address, size).fill(0xaa);
        free(manager, address);
      }
    });

    it("refuses sizes that are none", () => {
      const manager = start();
      for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => call(manager, size)).toThrow(InvalidSizeError);
    });

    it("has no memory for more than there is, and goes on", () => {
      const manager = start();
      for (const size of [2 ** 31, 2 ** 32 - 1]) {
        expect(() => call(manager, size)).toThrow(/^(Allowed memory size|Out of memory)/);
      }
      free(manager, call(manager, 100));
    });

    it("has no memory when the storage has none", () => {
      const manager = starved();
      const error = catchError(() => call(manager, 5_000_000));
      expect(error).toBeInstanceOf(OutOfMemoryError);
      expect(error).toMatchObject({ requested: 5_000_000 });
    });

    if (!persistent && on) {
      it("stops at the limit, and goes on", () => {
        const manager = start();
        manager.zend_set_memory_limit(1_000_000);
        const error = catchError(() => call(manager, 2_000_000));
        expect(error).toBeInstanceOf(MemoryLimitError);
        expect(error).toMatchObject({ limit: 1_000_000, requested: 2_000_000 });
        free(manager, call(manager, 100));
      });
    } else {
      it("knows no limit", () => {
        const manager = start();
        manager.zend_set_memory_limit(1_000_000);
        const address = call(manager, 2_000_000);
        expect(address).not.toBe(0);
        free(manager, address);
      });
    }

    if (overflow !== undefined) {
      it("says when count * size + offset overflows", () => {
        const error = catchError(() => overflow(start()));
        expect(error).toBeInstanceOf(SizeOverflowError);
        expect(String(error)).toMatch(
          /Possible integer overflow in memory allocation \(1099511627776 \* 1099511627776 /,
        );
      });
    }
  });

  it("tells overflow by the width of the data model's words", () => {
    const manager = start();
    const error = catchError(() => manager.safe_emalloc(2 ** 16, 2 ** 16, 0));
    const expected = word === 4 || !on ? SizeOverflowError : OutOfMemoryError;
    expect(error).toBeInstanceOf(expected);
    expect(catchError(() => manager.safe_emalloc(2 ** 16, 2 ** 16 - 1, 2 ** 16 - 1))).not.toBeInstanceOf(
      SizeOverflowError,
    );
  });

  describe.each(STRING_FUNCTIONS)("$name", ({ copy, persistent = false, copyNull, copyPart }) => {
    const free = (manager: MemoryManager, address: number) => manager.pefree(address, persistent);

    it("copies text and bytes in memory, with a NUL behind", () => {
      const manager = start();
      const first = copy(manager, "größer");
      expect(textAt(manager, first, 9)).toBe("gr\xc3\xb6\xc3\x9fer\0");
      const second = copy(manager, first);
      expect(second).not.toBe(first);
      expect(manager.readString(second)).toBe("größer");
      free(manager, first);
      free(manager, second);
    });

    it("copies the empty string", () => {
      const manager = start();
      const address = copy(manager, "");
      expect(manager.readString(address)).toBe("");
      free(manager, address);
    });

    it("refuses addresses at which no string can lie", () => {
      const manager = start();
      for (const address of [-8, manager.memory.byteLength, 2 ** 40, Number.NaN]) {
        expect(() => copy(manager, address)).toThrow(InvalidPointerError);
      }
    });

    it("has no memory when the storage has none", () => {
      expect(() => copy(starved(), "x".repeat(2_000_000))).toThrow(OutOfMemoryError);
    });

    if (copyNull !== undefined) {
      it("takes null for the empty string", () => {
        const manager = start();
        expect(manager.readString(copyNull(manager))).toBe("");
      });
    } else {
      it("refuses null", () => {
        expect(() => copy(start(), 0)).toThrow(InvalidPointerError);
      });
    }

    if (copyPart !== undefined) {
      it("copies so many bytes, NULs among them, and not more than there are", () => {
        const manager = start();
        const source = copyPart(manager, "a\0bcd", 4);
        expect(textAt(manager, source, 5)).toBe("a\0bc\0");
        expect(textAt(manager, copyPart(manager, source, 3), 4)).toBe("a\0b\0");
        expect(textAt(manager, copyPart(manager, "abc", 0), 1)).toBe("\0");
        expect(() => copyPart(manager, "abc", 4)).toThrow(StringRangeError);
        expect(() => copyPart(manager, "abc", -1)).toThrow(InvalidSizeError);
        expect(() => copyPart(manager, source, 2 ** 33)).toThrow(InvalidPointerError);
      });
    }
  });

  it("efree and pefree: 0 is nothing, what is no block is refused", () => {
    const manager = start();
    manager.efree(0);
    manager.pefree(0, false);
    manager.pefree(0, true);
    const address = manager.emalloc(100);
    for (const bad of [address + 1, -8, 2 ** 40, manager.memory.byteLength]) {
      expect(() => manager.efree(bad)).toThrow(InvalidPointerError);
      expect(() => manager.erealloc(bad, 10)).toThrow(InvalidPointerError);
      expect(() => manager.pefree(bad, true)).toThrow(InvalidPointerError);
      expect(() => manager.perealloc(bad, 10, true)).toThrow(InvalidPointerError);
    }
    manager.efree(address);
  });

  it("efree refuses persistent blocks and pefree those of a request", () => {
    const manager = start();
    const persistent = manager.pemalloc(1_000, true);
    const ordinary = manager.emalloc(1_000);
    manager.memory.u8.fill(0, persistent, persistent + 1_000).fill(0, ordinary, ordinary + 1_000);
    if (on) {
      expect(() => manager.efree(persistent)).toThrow(InvalidPointerError);
      expect(() => manager.pefree(ordinary, true)).toThrow(InvalidPointerError);
    }
    manager.pefree(persistent, true);
    manager.efree(ordinary);
  });

  it("zend_mem_block_size: the whole block, in debug the request, without the Zend heap 0", () => {
    const manager = start();
    const address = manager.emalloc(100);
    const expected = on ? { ilp32: 112, lp64: 120, debug: 100 }[debug ? "debug" : word === 4 ? "ilp32" : "lp64"] : 0;
    expect(manager.zend_mem_block_size(address)).toBe(expected);
    if (on) expect(() => manager.zend_mem_block_size(0)).toThrow(InvalidPointerError);
    else expect(manager.zend_mem_block_size(0)).toBe(0);
  });

  it("zend_memory_usage and zend_memory_peak_usage: of the Zend heap, 0 without it", () => {
    const manager = start();
    const before = manager.zend_memory_usage();
    const address = manager.emalloc(100_000);
    const [used, real] = [manager.zend_memory_usage(), manager.zend_memory_usage(true)];
    manager.efree(address);
    if (on) {
      expect(used).toBeGreaterThanOrEqual(before + 100_000);
      expect(manager.zend_memory_usage()).toBe(before);
      expect(manager.zend_memory_peak_usage()).toBe(used);
      expect(manager.zend_memory_peak_usage(true)).toBe(real);
      expect(real % 262_144).toBe(0);
    } else {
      const all = [before, used, real, manager.zend_memory_peak_usage(), manager.zend_memory_peak_usage(true)];
      expect(all).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it("zend_set_memory_limit: never below one segment", () => {
    const manager = start();
    manager.zend_set_memory_limit(0);
    expect(manager.limit).toBe(on ? 262_144 : 0);
    manager.zend_set_memory_limit(2 ** 31);
    expect(manager.limit).toBe(2 ** 31);
    expect(() => manager.zend_set_memory_limit(-1)).toThrow(InvalidSizeError);
    expect(manager.limit).toBe(2 ** 31);
  });

  it("is_zend_mm", () => {
    expect(start().is_zend_mm()).toBe(on);
  });

  it("shutdown_memory_manager: ends the request, or with full the manager", () => {
    const manager = start();
    const address = manager.emalloc(100);
    const kept = manager.pestrdup("kept", true);
    manager.shutdown_memory_manager(true, false);
    expect(manager.readString(kept)).toBe("kept");
    if (on) expect(() => manager.efree(address)).toThrow(InvalidPointerError);
    else manager.efree(address);
    manager.shutdown_memory_manager(true, true);
    expect(() => manager.emalloc(1)).toThrow(/was used after it was disposed of/);
    manager.shutdown_memory_manager(true, true);
  });

  it("zend_mm_startup, zend_mm_set_heap, zend_mm_get_storage: another heap on the same storage", () => {
    const manager = start();
    const first = manager.heap;
    const second = manager.zend_mm_startup({ ZEND_MM_SEG_SIZE: "64K", ZEND_MM_COMPACT: "1M" });
    expect(manager.zend_mm_set_heap(second)).toBe(first);
    expect(manager.heap).toBe(second);
    expect(manager.is_zend_mm()).toBe(true);
    manager.efree(manager.emalloc(100));
    expect(manager.zend_memory_usage(true)).toBe(65_536);
    expect(manager.zend_mm_get_storage()?.memory).toBe(manager.memory);
    expect(manager.zend_mm_set_heap(first)).toBe(second);
    manager.zend_mm_shutdown(second, true, true);
    expect(() => manager.zend_mm_alloc(second, 1)).toThrow(/disposed/);
    manager.efree(manager.emalloc(100));
  });

  it("zend_mm_startup_ex: with a storage and sizes of one's own", () => {
    const manager = start();
    const storage = arrayBuffer();
    const heap = manager.zend_mm_startup_ex(storage, 16_384, 0, true);
    expect(manager.zend_mm_get_storage(heap)).toBe(storage);
    expect(heap.segmentSize).toBe(16_384);
    expect(() => manager.zend_mm_set_heap(heap)).toThrow(/another memory/);
    expect(() => manager.zend_mm_startup_ex(storage, 5_000, 0, false)).toThrow("'block_size' must be a power of two");
  });

  it("zend_mm_alloc, zend_mm_free, zend_mm_realloc, zend_mm_block_size: of any heap", () => {
    const manager = start();
    const heap = manager.zend_mm_startup({});
    const address = manager.zend_mm_realloc(heap, manager.zend_mm_alloc(heap, 50), 60);
    expect(manager.zend_mm_block_size(heap, address)).toBe(heap.blockSize(address));
    manager.zend_mm_free(heap, address);
    expect(() => manager.zend_mm_block_size(heap, address + 4)).toThrow(InvalidPointerError);
  });

  it("zend_mm_set_custom_handlers: functions in the place of a heap's own", () => {
    const manager = start();
    const calls: unknown[] = [];
    manager.zend_mm_set_custom_handlers(
      manager.heap,
      (size) => calls.push(["malloc", size]) * 8,
      (address) => calls.push(["free", address]),
      (address, size) => calls.push(["realloc", address, size]) * 8,
    );
    manager.efree(manager.erealloc(manager.emalloc(10), 20));
    expect(calls).toEqual([
      ["malloc", 10],
      ["realloc", 8, 20],
      ["free", 16],
    ]);
    expect(manager.is_zend_mm()).toBe(false);
    expect(manager.zend_mem_block_size(8)).toBe(0);
    manager.endRequest();
    manager.pefree(manager.pemalloc(10, true), true);
  });

  it("mem_block_check and full_mem_check: true and 0 unless a debug heap sees a mistake", () => {
    const manager = start();
    const address = manager.emalloc(20);
    expect(manager.mem_block_check(address)).toBe(true);
    expect(manager.full_mem_check()).toBe(0);
    const { u8 } = manager.memory;
    u8[address + 20] = (u8[address + 20] ?? 0) ^ 1;
    const seen = debug && on;
    expect(manager.mem_block_check(address)).toBe(!seen);
    expect(manager.full_mem_check()).toBe(seen ? 1 : 0);
  });
});

describe("a heap of another model", () => {
  it("cannot be started where no model has that name", () => {
    expect(() => quiet({ model: "lp32" as "lp64" })).toThrow("unknown model 'lp32': known are ilp32, lp64, lp64-debug");
  });

  it("may be given ready made", () => {
    const heap = ZendHeap.create(arrayBuffer(), { model: "lp64" });
    const manager = quiet({ heap });
    expect(manager.heap).toBe(heap);
    manager.dispose();
    heap.free(heap.allocate(1));
  });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}
