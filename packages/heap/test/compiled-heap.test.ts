/** Heaps whose misses run as WebAssembly beside the same heaps in JavaScript alone. */
import { DisposedError, HeapCorruptionError, InvalidPointerError, ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { ZendHeap as PlainHeap } from "@zmm/heap/ilp32";
import { arrayBuffer, wasmMemory, ZmmError } from "@zmm/storage";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SEED } from "../../../scripts/seed.js";
import { Random } from "./support/random.js";

/** Marks that both debug heaps of a pair have. */
const SECRETS = { cookieLow: 0x1234_5678, cookieHigh: 0x2468_aceb, startMagic: -0x7766_5544, endMagic: 0x5a5b_5c5d };

/** One of two heaps that get the same calls. */
class Twin {
  readonly heap: ZendHeap;
  private readonly live: number[] = [];

  constructor(options: ZendHeapOptions, memory?: WebAssembly.Memory) {
    this.heap = ZendHeap.create(wasmMemory(memory === undefined ? {} : { memory }), options);
  }

  /** The next call that `random` thinks of, and what came of it: an address, or an error in words. */
  step(random: Random): string {
    const choice = random.below(100);
    const size = random.size(700_000);
    const at = random.below(Math.max(1, this.live.length));
    if (choice % 8 === 0) this.heap.site = { file: size, line: choice, origFile: at, origLine: 3, label: "" };
    try {
      if (this.live.length === 0 || choice < 48) return this.note(this.live.length, this.heap.allocate(size));
      if (choice < 85) return this.drop(at);
      if (choice < 99) return this.note(at, this.heap.reallocate(this.live[at]!, size));
      this.heap.flushCache();
      return "flushed";
    } catch (error) {
      if (error instanceof ZmmError) return `${error.name}: ${error.message}`;
      throw error;
    }
  }

  /** An address where no live block starts: in one, in a dead one, off the alignment or beyond the memory. */
  addressOfNoBlock(random: Random): number {
    for (;;) {
      const end = random.below(8) === 0 ? 2 ** 32 : this.heap.memory.byteLength;
      const any = random.below(end);
      const address = random.below(8) === 0 ? any : any - (any % 8);
      if (address !== 0 && !this.live.includes(address)) return address;
    }
  }

  get bytes(): Buffer {
    return Buffer.from(this.heap.memory.buffer as ArrayBuffer);
  }

  private note(at: number, address: number): string {
    this.live[at] = address;
    return String(address);
  }

  private drop(at: number): string {
    const address = this.live[at]!;
    this.live[at] = this.live.at(-1)!;
    this.live.pop();
    this.heap.free(address);
    return "freed";
  }
}

function twins(options: ZendHeapOptions, memories: readonly WebAssembly.Memory[] = []): [Twin, Twin] {
  const pair: [Twin, Twin] = [new Twin(options, memories[0]), new Twin({ ...options, compiled: false }, memories[1])];
  expect(pair.map(({ heap }) => heap.compiled)).toEqual([true, false]);
  return pair;
}

describe.each([
  { model: "ilp32" },
  { model: "ilp32", hardened: true },
  { model: "ilp32", internal: true },
  { model: "lp64" },
  { model: "lp64", cacheStats: true },
  { model: "lp64", hardened: true },
  { model: "lp64-debug", secrets: SECRETS },
  { model: "lp64-debug", secrets: SECRETS, internal: true },
] as const)("compiled misses on %o", (options) => {
  it("do to the byte what JavaScript does", () => {
    const [compiled, plain] = twins(options);
    const [one, other] = [new Random(SEED), new Random(SEED)];
    for (let i = 0; i < 20_000; i++) {
      const result = compiled.step(one);
      if (result !== plain.step(other)) throw new Error(`seed ${SEED}: operation ${i} differs`);
      if (i % 2_000 === 1_999 && !compiled.bytes.equals(plain.bytes))
        throw new Error(`seed ${SEED}: bytes differ at ${i}`);
    }
    expect(compiled.heap.usage()).toBe(plain.heap.usage());
  });

  it("do so too where a module grows the memory behind the heap's back", () => {
    const memories = [0, 1].map(() => new WebAssembly.Memory({ initial: 16, maximum: 65_536 }));
    const [compiled, plain] = twins(options, memories);
    const [one, other, when] = [new Random(SEED), new Random(SEED), new Random(SEED)];
    for (let i = 0; i < 5_000; i++) {
      if (when.below(40) === 0) for (const memory of memories) memory.grow(1);
      if (compiled.step(one) !== plain.step(other)) throw new Error(`seed ${SEED}: operation ${i} differs`);
    }
    for (const { heap } of [compiled, plain]) heap.memory.refresh();
    expect(compiled.bytes.equals(plain.bytes), `seed ${SEED}`).toBe(true);
    expect(compiled.heap.usage()).toBe(plain.heap.usage());
  });

  it("end with the heap", () => {
    const { heap } = twins(options)[0];
    const [small, large] = [heap.allocate(64), heap.allocate(100_000)];
    heap.dispose();
    for (const size of [64, 5_000, 100_000]) expect(() => heap.allocate(size)).toThrow(DisposedError);
    for (const block of [small, large]) {
      expect(() => heap.free(block)).toThrow(DisposedError);
      expect(() => heap.reallocate(block, 5_000)).toThrow(DisposedError);
    }
  });

  it("see what JavaScript sees in a damaged heap, and end in typed errors", () => {
    let errors = 0;
    for (let run = 0; run < 100; run++) {
      const seed = SEED + run;
      const [compiled, plain] = twins(options);
      const [one, other] = [new Random(seed), new Random(seed)];
      for (let i = 0; i < 300; i++) if (compiled.step(one) !== plain.step(other)) throw new Error(`seed ${seed}`);
      const cell = damage(plain, new Random(seed));
      compiled.heap.memory.i32[cell] = plain.heap.memory.i32[cell]!;
      for (let i = 0; i < 200; i++) {
        const result = compiled.step(one);
        const expected = plain.step(other);
        if (/Error/.test(expected + result)) {
          errors++;
          // JavaScript reads undefined beyond the memory and may find the damage later, or elsewhere
          if (result !== expected && !/leads out of the memory/.test(result)) {
            throw new Error(`seed ${seed}, operation ${i}: ${result}, where JavaScript has ${expected}`);
          }
          break;
        }
        if (result !== expected) throw new Error(`seed ${seed}, operation ${i}: ${result} for ${expected}`);
      }
    }
    expect(errors).toBeGreaterThan(10);
  });
});

describe.each([
  { model: "ilp32" },
  { model: "lp64" },
  { model: "ilp32", segmentSize: 8192, reserveSize: 0 },
  { model: "lp64-debug", secrets: SECRETS },
] as const)("whole calls on %o", (options) => {
  it.each([1, 2, 3])("give what the careful ways give, which heaps take that count (run %i)", (run) => {
    const seed = SEED + run;
    const heaps = [
      new Twin(options),
      new Twin({ ...options, compiled: false }),
      new Twin({ ...options, cacheStats: true }),
    ];
    const randoms = heaps.map(() => new Random(seed));
    for (let i = 0; i < 8000; i++) {
      const results = heaps.map((heap, at) => heap.step(randoms[at]!));
      const usage = heaps.map(({ heap }) =>
        [heap.usage(), heap.usage(true), heap.peakUsage(), heap.peakUsage(true)].join(),
      );
      if (new Set(results).size > 1 || new Set(usage).size > 1) {
        throw new Error(`seed ${seed}: operation ${i} differs: ${results.join(", ")}; ${usage.join("; ")}`);
      }
    }
    expect(heaps.map(({ heap }) => heap.compiled)).toEqual([true, false, options.model !== "lp64-debug"]);
  });
});

describe.each([
  { model: "ilp32", hardened: true },
  { model: "lp64", hardened: true },
  { model: "lp64-debug", secrets: SECRETS },
] as const)("addresses of no block on %o", (options) => {
  it("are refused in JavaScript's words, and nothing changes", () => {
    const [compiled, plain] = twins(options);
    const [one, other] = [new Random(SEED), new Random(SEED)];
    const wrong = new Random(SEED + 1);
    let refused = 0;
    for (let i = 0; i < 4000; i++) {
      if (compiled.step(one) !== plain.step(other)) throw new Error(`seed ${SEED}: operation ${i} differs`);
      const address = compiled.addressOfNoBlock(wrong);
      const size = wrong.size(5000);
      const call = wrong.below(2) === 0 ? "free" : "reallocate";
      const [result, expected] = [compiled, plain].map(({ heap }) => refusal(() => heap[call](address, size)));
      if (result !== expected) throw new Error(`seed ${SEED}, operation ${i}: ${result} for ${expected}`);
      if (/^InvalidPointerError/.test(result!)) refused++;
    }
    expect(refused).toBe(4000);
    expect(compiled.bytes.equals(plain.bytes)).toBe(true);
  });
});

/** What a call throws, in words. */
function refusal(call: () => unknown): string {
  try {
    return `returned ${call()}`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "threw no error";
  }
}

/** What dead blocks of debug heaps are filled with, where damage harms nothing. */
const FILL = 0x5a5a_5a5a;

/** Writes over one cell that says something, in the heap's structure or a segment; returns which. */
function damage({ heap }: Twin, random: Random): number {
  const { i32 } = heap.memory;
  for (;;) {
    const cell = random.below(i32.length);
    if (i32[cell] === 0 || i32[cell] === FILL) continue;
    i32[cell] = random.below(2) === 0 ? random.below(2 ** 31) : i32[cell]! ^ (1 << random.below(32));
    return cell;
  }
}

afterEach(() => vi.unstubAllGlobals());

describe("what runs compiled", () => {
  it("is a heap on a WebAssembly memory of its own thread, unless told otherwise", () => {
    const isCompiled = (...of: Parameters<typeof ZendHeap.create>) => ZendHeap.create(...of).compiled;
    expect(isCompiled(wasmMemory())).toBe(true);
    expect(isCompiled(wasmMemory(), { model: "lp64" })).toBe(true);
    expect(isCompiled(wasmMemory(), { model: "lp64-debug" })).toBe(true);
    expect(isCompiled(wasmMemory(), { model: "lp64-debug", hardened: true })).toBe(false);
    expect(isCompiled(wasmMemory(), { model: "lp64-debug", cacheStats: true })).toBe(false);
    expect(isCompiled(wasmMemory(), { compiled: false })).toBe(false);
    expect(isCompiled(wasmMemory({ shared: true }))).toBe(false);
    expect(isCompiled(arrayBuffer())).toBe(false);
    expect(PlainHeap.create(wasmMemory()).compiled).toBe(false);
  });

  it("is nothing where a content security policy forbids to compile", async () => {
    vi.resetModules();
    class Refused {
      constructor() {
        throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
      }
    }
    vi.stubGlobal("WebAssembly", Object.create(WebAssembly, { Module: { value: Refused } }));
    const fresh = await import("@zmm/heap");
    const heap = fresh.ZendHeap.create(wasmMemory());
    expect(heap.compiled).toBe(false);
    expect(heap.blockSize(heap.allocate(1000))).toBe(1008);
  });

  it("is asked for again when a heap is attached", () => {
    const storage = wasmMemory();
    const { address } = ZendHeap.create(storage);
    expect(ZendHeap.attach(storage, address).compiled).toBe(true);
    expect(ZendHeap.attach(storage, address, { compiled: false }).compiled).toBe(false);
  });

  it("has the marks of each debug heap, also of one that is taken up", () => {
    const storage = wasmMemory();
    const heaps = [1, 2].map(() => ZendHeap.create(storage, { model: "lp64-debug" }));
    const attached = ZendHeap.attach(storage, heaps[0]!.address, { model: "lp64-debug" });
    expect([...heaps, attached].map((heap) => heap.compiled)).toEqual([true, true, true]);
    const blocks = heaps.map((heap) => heap.allocate(5));
    expect(blocks.map((block, at) => heaps[at]!.checkBlock(block)?.beginning)).toEqual(["ok", "ok"]);
    expect(() => heaps[1]!.free(blocks[0]!)).toThrow(InvalidPointerError);
    attached.free(blocks[0]!);
    heaps[1]!.free(blocks[1]!);
    expect(() => heaps[1]!.free(blocks[1]!)).toThrow(InvalidPointerError);
  });

  it("serves several heaps of a memory, each from its own structure", () => {
    const storage = wasmMemory();
    const heaps = [ZendHeap.create(storage), ZendHeap.create(storage)];
    const [first, second] = heaps.map((heap) => heap.allocate(100_000));
    expect(first).not.toBe(second);
    expect(heaps.map((heap) => heap.usage())).toEqual([heaps[0]!.usage(), heaps[0]!.usage()]);
    heaps[0]!.free(first!);
    expect(heaps[0]!.usage()).toBeLessThan(heaps[1]!.usage());
  });

  it("goes on after the memory has grown", () => {
    const heap = ZendHeap.create(wasmMemory());
    const addresses = Array.from({ length: 40 }, () => heap.allocate(200_000));
    expect(new Set(addresses).size).toBe(40);
    for (const address of addresses) heap.free(address);
    expect(heap.usage(true)).toBe(heap.segmentSize);
  });

  it("says that a link leads out of the memory", () => {
    const heap = ZendHeap.create(wasmMemory());
    const [first] = [heap.allocate(64), heap.allocate(64)];
    heap.flushCache();
    heap.free(first!);
    heap.flushCache();
    const { i32 } = heap.memory;
    i32.fill(0xfffff0, heap.bucketHead(0) >>> 2, (heap.bucketHead(31) >>> 2) + 4);
    const far = () => heap.allocate(64);
    expect(far).toThrow(HeapCorruptionError);
    expect(far).toThrow(/leads out of the memory/);
  });

  it("says a broken ring as JavaScript does", () => {
    const heap = ZendHeap.create(wasmMemory(), { cacheStats: false });
    const kept = Array.from({ length: 6 }, () => heap.allocate(2000));
    heap.free(kept[1]!);
    heap.free(kept[3]!);
    heap.memory.i32[kept[3]! >> 2] = 8;
    expect(() => heap.allocate(2000)).toThrow(HeapCorruptionError);
  });
});
