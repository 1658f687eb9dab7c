import { type Heap, InvalidPointerError, MemoryLimitError, ZendHeap } from "@zmm/heap";
import { arrayBuffer, LinearMemory } from "@zmm/storage";
import {
  MAX_IDS,
  Replayer,
  readGolden,
  readTrace,
  replay,
  siteTotals,
  traceStatistics,
  writeBinaryTrace,
  writeGolden,
} from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { corpusTrace } from "./corpus.js";

/** A heap that hands out rising addresses, fails above a size, and keeps a diary. */
class DiaryHeap implements Heap {
  readonly memory = new LinearMemory({ buffer: new ArrayBuffer(8) });
  readonly diary: string[] = [];
  limit = 1000;
  private next = 8;

  allocate(size: number): number {
    return this.answer(`allocate ${size}`, size);
  }
  free(address: number): void {
    this.diary.push(`free ${address}`);
  }
  reallocate(address: number, size: number): number {
    return this.answer(`reallocate ${address} ${size}`, size);
  }
  blockSize(): number {
    return 0;
  }
  usage(): number {
    return 0;
  }
  peakUsage(): number {
    return 0;
  }
  endRequest(): void {
    this.diary.push("endRequest");
  }
  dispose(): void {
    this.diary.push("dispose");
  }
  private answer(entry: string, size: number): number {
    this.diary.push(entry);
    if (size > this.limit) throw new MemoryLimitError(this.limit, size);
    this.next += 8;
    return this.next;
  }
}

describe("a replay", () => {
  test("asks the heap for what the trace says", () => {
    const heap = new DiaryHeap();
    const result = replay(readTrace("a 0 10\na 1 20\nr 0 30\nf 1\nz\na 0 40\n"), heap);
    expect(heap.diary).toEqual([
      "allocate 10",
      "allocate 20",
      "reallocate 16 30",
      "free 24",
      "endRequest",
      "allocate 40",
    ]);
    expect(result).toMatchObject({ operations: 6, failures: 0 });
  });

  test("counts failures and goes on with a null ID, or with the old block", () => {
    const heap = new DiaryHeap();
    const result = replay(readTrace("a 0 2000\nf 0\na 0 2000\nr 0 5\nr 0 3000\nf 0\n"), heap);
    expect(heap.diary).toEqual([
      "allocate 2000",
      "free 0",
      "allocate 2000",
      "reallocate 0 5",
      "reallocate 16 3000",
      "free 16",
    ]);
    expect(result).toMatchObject({ operations: 6, failures: 3, firstFailure: { operation: 1 } });
    expect(result.firstFailure?.error).toBeInstanceOf(MemoryLimitError);
  });

  test("passes on any other error, and stands at the operation that threw", () => {
    const heap = new DiaryHeap();
    heap.free = () => {
      throw new InvalidPointerError(16, "so it is");
    };
    const replayer = new Replayer(readTrace("a 0 1\na 1 1\nf 0\na 2 1\n"), heap);
    expect(() => replayer.run(4)).toThrow(InvalidPointerError);
    expect(replayer.position).toBe(2);
  });

  test("stops and goes on at any operation with the same outcome", async () => {
    const trace = await corpusTrace("syn_limit");
    const settings = { model: "lp64", limit: trace.settings.limit as number } as const;
    const atOnce = ZendHeap.create(arrayBuffer(), settings);
    const whole = replay(trace, atOnce);
    const inSteps = ZendHeap.create(arrayBuffer(), settings);
    const replayer = new Replayer(trace, inSteps);
    while (replayer.position < trace.length) replayer.run(replayer.position + 97);
    expect(replayer.failures).toBe(whole.failures);
    expect(whole.failures).toBe(105);
    expect(Buffer.compare(inSteps.memory.u8, atOnce.memory.u8)).toBe(0);
  });

  test("tells how far it is, the end included", () => {
    const seen: number[] = [];
    const trace = readTrace("a 0 1\nf 0\n".repeat(25));
    replay(trace, new DiaryHeap(), { interval: 20, onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([20, 40, 50]);
  });
});

test("requests without end beside an ID as high as can be take no hours", () => {
  const trace = readTrace(`a ${MAX_IDS - 1} 8\n${"z\na 1 8\n".repeat(20_000)}z\na 0 8\n`);
  const replayer = new Replayer(trace, ZendHeap.create(arrayBuffer()));
  replayer.run(trace.length - 2);
  expect([replayer.addresses[1] === 0, replayer.addresses[MAX_IDS - 1]]).toEqual([false, 0]);
  replayer.run(trace.length);
  expect([replayer.addresses[1], replayer.addresses[0] === 0]).toEqual([0, false]);
  expect(traceStatistics(trace)).toMatchObject({ liveBlocks: 1, peakBlocks: 1, requestEnds: 20_001 });
  expect(siteTotals(trace)).toMatchObject([{ allocations: 20_002, live: 1 }]);
  expect(readTrace(writeBinaryTrace(trace)).length).toBe(trace.length);
  expect(writeGolden(trace, arrayBuffer(), "ilp32")).toContain("ops=40003 failed=0");
});

test("a golden of a trace whose name has line ends can be read", () => {
  const golden = writeGolden(readTrace("a 0 1\n", "two\nlines"), arrayBuffer(), "ilp32");
  expect(readGolden(golden).length).toBe(1);
});
