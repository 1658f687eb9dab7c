import { OutOfMemoryError } from "@zmm/heap";
import { ZmmError } from "@zmm/storage";
import { describe, expect, it } from "vitest";
import {
  type Explanation,
  explain,
  HeapReader,
  NEW_SEGMENT,
  type Operation,
  STEP_RULES,
  segments,
  structuralWords,
} from "../src/index.js";
import { MODELS, Program, type ProgramOptions } from "./support/heaps.js";
import type { Recording } from "./support/recording.js";
import { readTrace, TraceRun } from "./support/traces.js";
import { Witness } from "./support/witness.js";

/** The marks that the debug heaps here are made with: those of an empty heap cannot be recovered. */
const SECRETS = { cookieLow: 0x12345678, cookieHigh: 0x3abcdef1, startMagic: 0x4e606804, endMagic: 0x73fe9f61 };

/** Explains each operation before it happens, and compares with what then happens. */
class Oracle {
  readonly witness: Witness;
  readonly #storage: Recording;

  constructor(run: { heap: Program["heap"]; storage: Recording }) {
    this.witness = new Witness(run.heap);
    this.#storage = run.storage;
  }

  /** What is wrong with the prediction of an operation; empty if nothing. */
  watch(operation: Operation, perform: () => number | ZmmError): string[] {
    this.#storage.forget();
    let explanation = this.#explain(this.witness.reader, operation);
    const result = perform();
    // What the storage answers is not in the bytes: when it has no memory or moves a segment, ask again.
    const [answer] = this.#storage.answers;
    // The cookies of debug blocks hold their address, and that of a new segment is the storage's to say.
    const decides = operation.kind === "reallocate" || answer === 0 || this.witness.reader.layout.model.debug;
    const asked = answer !== undefined && decides;
    if (asked) explanation = this.#explain(this.witness.before, operation, answer);
    return [...wrongOutcome(explanation, result), ...this.witness.compare(explanation)];
  }

  #explain(heap: HeapReader, operation: Operation, answer?: number): Explanation {
    const known = answer === undefined ? {} : { storage: { allocate: () => answer, reallocate: () => answer } };
    return explain(heap, operation, { ...known, secrets: SECRETS });
  }
}

function wrongOutcome({ outcome, operation }: Explanation, result: number | ZmmError): string[] {
  if (result instanceof ZmmError) {
    const right = outcome.kind === "failure" && outcome.error === result.code && outcome.message === result.message;
    return right ? [] : [`${JSON.stringify(outcome)} instead of ${result.message}`];
  }
  if (operation.kind === "free" || operation.kind === "endRequest")
    return outcome.kind === "done" ? [] : [JSON.stringify(outcome)];
  if (outcome.kind !== "address") return [JSON.stringify(outcome)];
  const offset = outcome.address - NEW_SEGMENT;
  const right = offset >= 0 ? result % 4096 === offset % 4096 : outcome.address === result;
  return right ? [] : [`address ${outcome.address} instead of ${result}`];
}

describe.each(MODELS)("%s: an explanation is what then happens", (model) => {
  it.each(["syn_quirks", "requests", "syn_small"])(
    "in every operation of %s",
    (name) => {
      const run = new TraceRun(readTrace(name), { model, secrets: SECRETS });
      const oracle = new Oracle(run);
      run.steps.forEach((line, index) => {
        const step = run.step(line);
        const wrong = oracle.watch(step, () => run.run(step));
        if (wrong.length > 0) expect(wrong, `operation ${index}: ${line}`).toEqual([]);
      });
    },
    60_000,
  );

  const settings: Record<string, Omit<ProgramOptions, "seed" | "model">> = {
    "a limit": { segmentSize: 16384, reserveSize: 1000, limit: 120_000 },
    "a reserve small enough for the cache": { segmentSize: 16384, reserveSize: 100, limit: 120_000 },
    "failing storage": { segmentSize: 16384, reserveSize: 1000, failEvery: 4 },
    "cache statistics": { segmentSize: 16384, reserveSize: 0, cacheStats: true, limit: 120_000 },
    "an internal heap": { segmentSize: 16384, reserveSize: 1000, internal: true },
    "an internal heap without a reserve": { segmentSize: 16384, reserveSize: 0, internal: true },
    "a storage that is told to compact": { segmentSize: 16384, reserveSize: 1000, compactSize: 50_000 },
    "a reserve larger than a segment": { segmentSize: 16384, reserveSize: 40_000 },
  };
  it.each(Object.entries(settings))(
    "in a random program with %s",
    (_name, options) => {
      for (const seed of [1, 2, 3]) {
        const program = new Program({ ...options, model, seed, secrets: SECRETS });
        const oracle = new Oracle(program);
        for (let n = 0; n < 1000; n++) {
          const operation: Operation = n % 250 === 249 ? { kind: "endRequest" } : program.next();
          const wrong = oracle.watch(operation, () => program.run(operation));
          if (wrong.length > 0) expect(wrong, `seed ${seed}, operation ${n}: ${JSON.stringify(operation)}`).toEqual([]);
        }
      }
    },
    60_000,
  );
});

describe.each(MODELS)("%s: an explanation of a damaged heap", (model) => {
  it("ends, and throws nothing", () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 150; seed++) {
      const program = new Program({ model, seed, segmentSize: 16384, reserveSize: 1000, limit: 50_000 }).runMany(150);
      const { heap, reader, random } = program;
      const words = [...structuralWords(reader)];
      const addresses = words.map((word) => word.ownerAddress);
      for (let n = 2 ** random.below(9); n > 0; n--) {
        heap.memory.i32[random.pick(words).address / 4] = random.chance(0.5)
          ? random.below(2 ** 32)
          : random.pick(addresses);
      }
      for (let n = 0; n < 20; n++) kinds.add(explain(reader, program.next()).outcome.kind);
      kinds.add(explain(reader, { kind: "free", address: random.pick(addresses) + random.below(64) }).outcome.kind);
    }
    expect([...kinds].sort()).toEqual(["address", "corrupted", "done", "failure", "rejected"]);
  });
});

describe("an explanation", () => {
  it("refuses what the heap refuses", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1 });
    const block = heap.allocate(1000);
    const reasons = [block + 8, block + 4, -16, 2 ** 33, block - 16].map(
      (address) => explain(reader, { kind: "free", address }).outcome,
    );
    expect(reasons.map(({ kind }) => kind)).not.toContain("done");
    expect(explain(reader, { kind: "allocate", size: -1 }).outcome).toMatchObject({
      kind: "rejected",
      error: "INVALID_SIZE",
    });
    heap.free(block);
    expect(explain(reader, { kind: "free", address: block }).outcome).toMatchObject({
      kind: "rejected",
      error: "INVALID_POINTER",
    });
  });

  it("knows that the heap does not ask for a segment that addresses cannot reach", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1 });
    const block = heap.allocate(300_000);
    for (const size of [2 ** 32, 4300 * 2 ** 20]) {
      const wishes = [{ kind: "allocate", size } as const, { kind: "reallocate", address: block, size } as const];
      for (const wish of wishes) expect(explain(reader, wish).outcome).toMatchObject({ kind: "failure" });
      expect(() => heap.allocate(size)).toThrow(OutOfMemoryError);
      expect(() => heap.reallocate(block, size)).toThrow(OutOfMemoryError);
    }
  });

  it("names the quirks as they happen", () => {
    const run = new TraceRun(readTrace("syn_quirks"), { model: "lp64" });
    const { memory, address, layout } = run.heap;
    const reader = new HeapReader({ memory, address, layout });
    const quirks = new Set<string>();
    for (const line of run.steps) {
      const step = run.step(line);
      for (const { quirk } of explain(reader, step).steps) if (quirk) quirks.add(quirk);
      run.run(step);
    }
    expect([...quirks].sort()).toEqual(["Q10", "Q2"]);
  });

  it("tells the end of a request: what stays, what goes, what starts anew", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1, compactSize: 1_000_000 });
    for (let n = 0; n < 10; n++) heap.allocate(200_000);
    const { steps, outcome } = explain(reader, { kind: "endRequest" });
    const rules = steps.filter(({ depth }) => depth === 0).map(({ rule }) => rule);
    expect(outcome).toEqual({ kind: "done" });
    expect(rules.filter((rule) => rule !== "drop-segment")).toEqual([
      "request-end",
      "keep-segment",
      "compact",
      "empty-lists",
      "reset-counters",
      "reopen-segment",
      "retake-reserve",
    ]);
    expect(rules.length - 7).toBe([...segments(reader)].length - 1);
    for (const rule of rules) expect(STEP_RULES[rule].spec).toMatch(/^3, (shutdown|init)$/);
  });

  it("says when a realloc leaves a place where it could have grown (Q5)", () => {
    const { heap, reader } = new Program({ model: "lp64", seed: 1 });
    const [cached, last] = [heap.allocate(80), heap.allocate(40)];
    heap.free(cached);
    const { steps, outcome } = explain(reader, { kind: "reallocate", address: last, size: 80 });
    expect(steps.at(-1)).toMatchObject({ rule: "realloc-cached", quirk: "Q5" });
    expect(outcome).toMatchObject({ kind: "address", address: cached });
  });

  it("leaves the heap as it is", () => {
    const program = new Program({ model: "lp64", seed: 9, limit: 600_000 }).runMany(200);
    const before = program.heap.memory.u8.slice();
    for (let n = 0; n < 200; n++) explain(program.reader, program.next());
    expect(Buffer.compare(before, program.heap.memory.u8)).toBe(0);
  });

  it("is plain data", () => {
    const program = new Program({ model: "ilp32", seed: 2 }).runMany(50);
    const explanation = explain(program.reader, program.next());
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });
});
