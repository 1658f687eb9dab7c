import {
  DisposedError,
  InvalidPointerError,
  type ManagerEvents,
  MemoryLimitError,
  OutOfMemoryError,
  RequestError,
} from "@zmm/emalloc";
import { SystemHeap } from "@zmm/heap";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import { quiet, thrown } from "./helpers.js";

describe("requests", () => {
  it("drop what is left and keep what is persistent", () => {
    const manager = quiet();
    const persistent = manager.pestrdup("kept", true);
    const before = manager.usage();
    for (let round = 0; round < 3; round++) {
      const request = manager.startRequest();
      for (let i = 0; i < 100; i++) manager.emalloc(10_000);
      const end = request.end();
      expect(end).toMatchObject({ number: round + 1, leaks: [] });
      expect(end.leakedBytes).toBeGreaterThan(1_000_000);
      expect(end.peakUsage).toBeGreaterThan(1_000_000);
      expect(manager.usage()).toBe(before);
      expect(manager.usage(true)).toBe(262_144);
    }
    expect(manager.readString(persistent)).toBe("kept");
  });

  it("run one at a time, and end once", () => {
    const manager = quiet();
    const request = manager.startRequest();
    expect(() => manager.startRequest()).toThrow(RequestError);
    expect(request.end()).toBe(request.end());
    manager.startRequest();
    expect(manager.endRequest().number).toBe(2);
  });

  it("end with a using block", () => {
    const manager = quiet();
    {
      using request = manager.startRequest();
      expect(request.number).toBe(1);
      manager.emalloc(100_000);
    }
    expect(manager.leakedBytes).toBe(0);
    expect(manager.startRequest().number).toBe(2);
  });

  it("give the peak of the last request back", () => {
    const manager = quiet();
    manager.efree(manager.emalloc(500_000));
    expect(manager.peakUsage()).toBeGreaterThan(500_000);
    manager.endRequest();
    expect(manager.peakUsage()).toBe(manager.usage());
  });
});

describe("a shortage of memory", () => {
  it("is an error that leaves the manager working", () => {
    const manager = quiet({ limit: "1M" });
    const kept = manager.estrdup("kept");
    expect(thrown(() => manager.emalloc(2_000_000))).toMatchObject({ limit: 2 ** 20, requested: 2_000_000 });
    expect(manager.readString(kept)).toBe("kept");
    manager.limit = 4_000_000;
    manager.efree(manager.emalloc(2_000_000));
  });

  it("can be cured by raising the limit", () => {
    const attempts: number[] = [];
    const manager = quiet({
      limit: "1M",
      onShortage: ({ error, attempt }) => {
        attempts.push(attempt);
        if (error instanceof MemoryLimitError) manager.limit = error.limit * 2;
        return true;
      },
    });
    expect(manager.emalloc(3_000_000)).toBeGreaterThan(0);
    expect(attempts).toEqual([1, 2]);
  });

  it("can be cured by freeing memory", () => {
    const manager = quiet({
      limit: "1M",
      onShortage: () => {
        const victim = blocks.pop();
        if (victim !== undefined) manager.efree(victim);
        return victim !== undefined;
      },
    });
    const blocks = Array.from({ length: 3 }, () => manager.emalloc(250_000));
    const moved = manager.erealloc(manager.emalloc(100), 700_000);
    expect(moved).toBeGreaterThan(0);
    expect(blocks.length).toBeLessThan(3);
  });

  it("of blocks that outlive requests is told of and can be cured too", () => {
    const manager = quiet({
      storage: arrayBuffer({ initial: 2 ** 20, maximum: 2 ** 20 }),
      onShortage: () => {
        const victim = blocks.pop();
        if (victim !== undefined) manager.pefree(victim, true);
        return victim !== undefined;
      },
    });
    let told = 0;
    manager.on("limit", () => told++);
    const blocks = Array.from({ length: 6 }, () => manager.pemalloc(80_000, true));
    expect(manager.pemalloc(150_000, true)).toBeGreaterThan(0);
    expect([told, blocks.length]).toEqual([2, 4]);
    expect(() => manager.alloc(Uint8Array, 900_000, { persistent: true })).toThrow(OutOfMemoryError);
    expect([told, blocks.length]).toEqual([7, 0]);
    expect(() => manager.perealloc(manager.pemalloc(8, true), 900_000, true)).toThrow(OutOfMemoryError);
    expect(told).toBe(8);
  });

  it("is not tried again for ever when nothing was done about it", () => {
    let asked = 0;
    const onShortage = () => {
      asked++;
      return true;
    };
    expect(() => quiet({ limit: "1M", onShortage }).emalloc(3_000_000)).toThrow(MemoryLimitError);
    expect(asked).toBe(1);
    const storage = arrayBuffer({ initial: 2 ** 20, maximum: 2 ** 20 });
    expect(() => quiet({ storage, onShortage }).emalloc(3_000_000)).toThrow(OutOfMemoryError);
    expect(asked).toBeLessThan(50);
  });

  it("inside of the handler is thrown there", () => {
    const errors: unknown[] = [];
    const manager = quiet({
      limit: "1M",
      onShortage: () => {
        errors.push(thrown(() => manager.emalloc(5_000_000)));
        return false;
      },
    });
    expect(() => manager.emalloc(3_000_000)).toThrow("3000000");
    expect(errors).toMatchObject([{ requested: 5_000_000 }]);
    manager.efree(manager.emalloc(10));
  });

  it("comes out as what the handler throws", () => {
    const onShortage = () => {
      throw new TypeError("mine");
    };
    const manager = quiet({ limit: "1M", onShortage });
    expect(() => manager.emalloc(3_000_000)).toThrow("mine");
    expect(() => manager.emalloc(3_000_000)).toThrow("mine");
  });
});

describe("events", () => {
  it("tell of allocations, reallocations and frees while somebody listens", () => {
    const manager = quiet();
    const told: unknown[] = [];
    const stops = (["allocate", "reallocate", "free"] as const).map((name) =>
      manager.on(name, (event) => told.push([name, event])),
    );
    const first = manager.emalloc(10);
    const second = manager.erealloc(first, 5_000);
    const third = manager.erealloc(0, 20);
    manager.efree(second);
    manager.efree(0);
    expect(told).toEqual([
      ["allocate", { address: first, size: 10 }],
      ["reallocate", { from: first, address: second, size: 5_000 }],
      ["allocate", { address: third, size: 20 }],
      ["free", { address: second }],
    ]);
    for (const stop of stops) stop();
    manager.efree(third);
    expect(told).toHaveLength(4);
  });

  it("tell when the memory grows, when it runs out, and when a request ends", () => {
    const manager = quiet({ limit: "8M" });
    const told: string[] = [];
    const lengths: number[] = [];
    manager.on("grow", ({ byteLength }) => lengths.push(byteLength));
    manager.on("limit", ({ error }) => told.push(`limit ${error.requested}`));
    manager.on("requestEnd", ({ number }) => told.push(`end ${number}`));
    manager.emalloc(4_000_000);
    expect(lengths.at(-1)).toBe(manager.memory.byteLength);
    expect(() => manager.emalloc(9_000_000)).toThrow(MemoryLimitError);
    manager.endRequest();
    expect(told).toEqual(["limit 9000000", "end 1"]);
  });

  it("do not tell of what listeners do themselves", () => {
    const manager = quiet();
    const sizes: number[] = [];
    manager.on("allocate", ({ size }) => {
      sizes.push(size);
      manager.efree(manager.emalloc(size + 1));
    });
    manager.emalloc(7);
    expect(sizes).toEqual([7]);
  });

  it("cost a manager without listeners nothing: its calls go straight to the heap", () => {
    const manager = quiet();
    const parts = manager as unknown as { readonly front: unknown; readonly observer: unknown };
    expect(parts.observer).toBeNull();
    const stop = manager.on("free", () => {});
    expect(parts.observer).not.toBeNull();
    stop();
    expect(parts.observer).toBeNull();
    expect(parts.front).toBe(manager.heap);
  });

  it("name their parts in types", () => {
    const event: ManagerEvents["reallocate"] = { from: 8, address: 16, size: 24 };
    expect(event.address).toBe(16);
  });
});

describe("the heap layer", () => {
  it("can be swapped for the system heap", () => {
    const manager = quiet({ heap: "system", limit: "2M" });
    expect(manager.heap).toBeInstanceOf(SystemHeap);
    expect(manager.is_zend_mm()).toBe(false);
    manager.emalloc(100_000);
    expect(manager.usage()).toBeGreaterThan(100_000);
    expect(() => manager.emalloc(3_000_000)).toThrow(MemoryLimitError);
    expect(manager.endRequest().leakedBytes).toBeGreaterThan(100_000);
    expect(manager.usage()).toBe(0);
  });

  it("and the system heap share one memory and do not take each other's blocks", () => {
    for (const model of ["ilp32", "lp64"] as const) {
      const manager = quiet({ model });
      const [ours, theirs] = [manager.emalloc(1_000), manager.pemalloc(1_000, true)];
      expect(manager.system.memory).toBe(manager.memory);
      expect(() => manager.efree(theirs)).toThrow(InvalidPointerError);
      expect(() => manager.pefree(ours, true)).toThrow(InvalidPointerError);
      manager.pefree(theirs, true);
      manager.efree(ours);
    }
  });

  it("may be given with its provider", () => {
    const storage = arrayBuffer();
    const heap = SystemHeap.create(storage);
    const manager = quiet({ heap });
    expect(manager.zend_mm_get_storage()).toBe(storage);
    manager.pefree(manager.pemalloc(1, true), true);
    expect(() => quiet({ heap, storage: arrayBuffer() })).toThrow(/another memory/);
    expect(() => quiet({ heap, storage: "malloc" })).toThrow(/provider/);
  });

  it("may be given without a provider, and then has no persistent blocks", () => {
    const inner = SystemHeap.create(arrayBuffer());
    const heap = new Proxy(inner, {
      get: (target, name) => {
        const value = name === "provider" ? undefined : Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const manager = quiet({ heap });
    manager.efree(manager.emalloc(10));
    expect(() => manager.pemalloc(10, true)).toThrow(/without a storage/);
  });
});

describe("the end", () => {
  it("gives all back and lets every later call say so", () => {
    const storage = arrayBuffer();
    const manager = quiet({ storage });
    const address = manager.emalloc(1_000);
    manager.pemalloc(1_000, true);
    manager.zend_mm_startup({});
    manager.dispose();
    manager.dispose();
    expect(storage.segments()).toEqual([]);
    const calls = [
      () => manager.emalloc(1),
      () => manager.efree(address),
      () => manager.erealloc(address, 2),
      () => manager.pemalloc(1, true),
      () => manager.usage(),
      () => manager.limit,
      () => manager.endRequest(),
      () => manager.startRequest(),
      () => manager.alloc(Uint8Array, 4),
      () => manager.zend_mm_startup({}),
    ];
    for (const call of calls) expect(call).toThrow(DisposedError);
  });

  it("comes with a using block", () => {
    let outlived = quiet();
    {
      using manager = quiet();
      outlived = manager;
      manager.emalloc(1);
    }
    expect(() => outlived.emalloc(1)).toThrow(DisposedError);
  });
});
