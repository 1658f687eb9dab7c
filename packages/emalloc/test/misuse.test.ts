/**
 * A thousand kinds of misuse. Debug and hardened heaps find each of them before it does harm: bad calls are refused
 * and change nothing, damage is a typed error before a block is given to two owners or a byte of another's is lost.
 * Release heaps see less, as C's does; but they never throw anything untyped, and every call comes back.
 */
import type { MemoryManager } from "@zmm/emalloc";
import type { ZendHeap as Heap } from "@zmm/heap";
import { check, HeapReader } from "@zmm/inspect";
import { describe, expect, it } from "vitest";
import { loadBundle } from "./bundled.js";
import { FixedStorage } from "./fixed-storage.js";
import { SECRETS } from "./helpers.js";
import { type Mistake, nextMistake } from "./mistakes.js";
import { numbers } from "./scenario.js";
import { Harm, Witness } from "./witness.js";

const KINDS = 1_000;
const STORAGE = new FixedStorage(4 * 2 ** 20);

const { createMemoryManager, ZendHeap, ZmmError } = await loadBundle();

const CAREFUL = [
  { name: "ilp32, hardened", settings: { model: "ilp32", hardened: true } },
  { name: "lp64, hardened", settings: { model: "lp64", hardened: true } },
  { name: "lp64-debug", settings: { model: "lp64-debug" } },
] as const;
const RELEASE = [
  { name: "ilp32", settings: { model: "ilp32" } },
  { name: "lp64", settings: { model: "lp64" } },
] as const;

type Settings = (typeof CAREFUL)[number]["settings"] | (typeof RELEASE)[number]["settings"];

describe.each(CAREFUL)("$name", ({ settings }) => {
  it("refuses bad calls and finds damage before it does harm", { timeout: 60_000 }, () => {
    const outcomes = { refused: 0, found: 0, harmless: 0 };
    eachMistake(settings, (witness, mistake, where) => {
      if (mistake.type === "call") {
        const usage = witness.manager.usage();
        expect(() => mistake.make(), where).toThrow(ZmmError);
        expect(damageIn(witness), where).toEqual([]);
        expect(witness.manager.usage(), where).toBe(usage);
        outcomes.refused++;
        expect(goOn(witness, where), where).toBe("finished");
        return;
      }
      mistake.make();
      outcomes[goOn(witness, where) === "finished" ? "harmless" : "found"]++;
    });
    expect(outcomes.refused).toBeGreaterThan(80);
    // the rest hit what is not used again: a list that stays empty, the unused half of a word, what was about to go
    expect(outcomes.found).toBeGreaterThan(300);
  });
});

describe.each(RELEASE)("$name", ({ settings }) => {
  it("comes back from every call, with an answer or a typed error", { timeout: 60_000 }, () => {
    let refused = 0;
    eachMistake(settings, (witness, mistake, where) => {
      try {
        mistake.make();
      } catch (error) {
        if (!(error instanceof ZmmError)) throw new Error(`${where}: ${String(error)}`, { cause: error });
        expect(damageIn(witness), where).toEqual([]);
        refused++;
      }
      try {
        goOn(witness, where);
      } catch (error) {
        if (!(error instanceof Error && error.cause instanceof Harm)) throw error;
      }
    });
    expect(refused).toBeGreaterThan(60);
  });
});

/** Makes as many kinds of mistakes as are wanted, each in a heap of its own that has been in use for a while. */
function eachMistake(settings: Settings, body: (witness: Witness, mistake: Mistake, where: string) => void): void {
  const kinds = new Set<string>();
  for (let seed = 1; kinds.size < KINDS; seed++) {
    STORAGE.reset();
    const witness = new Witness(start(settings), STORAGE, numbers(Math.imul(seed, 0x9e37_79b1)));
    for (let steps = 40 + witness.below(80); steps > 0; steps--) witness.step();
    const mistake = nextMistake(witness);
    if (mistake === null || kinds.has(mistake.kind)) continue;
    kinds.add(mistake.kind);
    body(witness, mistake, `seed ${seed}, ${mistake.kind}`);
  }
}

/** A manager whose heap has the same bytes each time, its marks included. */
function start(settings: Settings): MemoryManager {
  const heap = ZendHeap.create(STORAGE, { segmentSize: 2 ** 16, secrets: SECRETS, ...settings });
  return createMemoryManager({ heap, env: {}, callSites: "off", report: () => {} });
}

/** Lets the program go on until the heap finds that something is wrong, or to its end. @throws Error for any harm */
function goOn(witness: Witness, where: string): "found" | "finished" {
  try {
    for (let steps = 0; steps < 120; steps++) witness.step();
    witness.lookAtAll();
    witness.freeAll();
    return "finished";
  } catch (error) {
    if (error instanceof ZmmError) return "found";
    throw new Error(`${where}: ${String(error)}`, { cause: error });
  }
}

function damageIn({ manager }: Witness): readonly unknown[] {
  const { memory, address, layout } = manager.heap as Heap;
  return check(new HeapReader({ memory, address, layout })).violations;
}
