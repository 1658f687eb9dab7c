/** Every single allocation of a program fails once, for want of storage and for the limit; the rest goes on. */
import type { MemoryManager } from "@zmm/emalloc";
import type { ZendHeap } from "@zmm/heap";
import { allBlocks, check, HeapReader } from "@zmm/inspect";
import { describe, expect, it } from "vitest";
import { loadBundle } from "./bundled.js";
import { FixedStorage } from "./fixed-storage.js";
import { MODELS } from "./helpers.js";
import { Player, type Step, scenario } from "./scenario.js";

const SEED = 20;
const STEPS = scenario(SEED, 2_000);
/** What a step asks for beyond its size so that no free block can serve it. */
const TOO_MUCH = 16 * 2 ** 20;

const HEAPS = [...MODELS.map((model) => ({ name: model, model })), { name: "the system heap", model: null }];

const { createMemoryManager, MemoryLimitError, OutOfMemoryError, SystemHeap } = await loadBundle();
const ERRORS = { storage: OutOfMemoryError, limit: MemoryLimitError };

describe.each(HEAPS)("$name", ({ model }) => {
  it.each(["storage", "limit"] as const)(
    "survives the lack of %s at any of its allocations",
    { timeout: 60_000 },
    (lack) => {
      const storage = new FixedStorage(16 * 2 ** 20);
      const choice = model === null ? ({ heap: "system" } as const) : { model };
      const start = () => createMemoryManager({ storage, env: {}, segmentSize: "64K", callSites: "off", ...choice });
      const { needing, used } = runUndisturbed(start(), storage);
      const needy = needing.filter((at) => failsAsItStands(start(), storage, at, lack));
      expect(needy.length).toBeGreaterThan(10);
      let failures = 0;
      for (const [at, step] of STEPS.entries()) {
        if (step.kind === "free") continue;
        const failing = needy.includes(at) ? step : { ...step, size: step.size + TOO_MUCH };
        failAt(start(), storage, { at, failing, lack, used: used[at] ?? 0 });
        failures++;
      }
      expect(failures).toBeGreaterThan(1_000);
    },
  );
});

/** Which step fails, with what it then asks for, and how many bytes are live before. */
interface Failure {
  readonly at: number;
  readonly failing: Step;
  readonly lack: keyof typeof ERRORS;
  readonly used: number;
}

/** Runs the program with one step failing. */
function failAt(manager: MemoryManager, storage: FixedStorage, { at, failing, lack, used }: Failure): void {
  const where = `seed ${SEED}, step ${at}`;
  const usageWhenNew = manager.usage();
  const { limit } = manager;
  const player = new Player(manager);
  for (const [index, step] of STEPS.entries()) {
    if (index === at) {
      prevent(lack, manager, storage);
      expect(() => player.play(failing), where).toThrow(ERRORS[lack]);
      expect(damageIn(manager), where).toEqual([]);
      expect(liveBytes(manager), where).toBe(used);
      storage.refuses = false;
      manager.limit = limit;
    }
    player.play(step);
  }
  player.lookAtAll();
  player.freeAll();
  manager.endRequest({ silent: true });
  expect(damageIn(manager), where).toEqual([]);
  expect(manager.usage(), where).toBe(usageWhenNew);
  manager.dispose();
}

/** From now on the manager gets no more memory. */
function prevent(lack: keyof typeof ERRORS, manager: MemoryManager, storage: FixedStorage): void {
  if (lack === "storage") storage.refuses = true;
  else manager.limit = manager.usage(true);
}

/** Whether a step fails with the size that it has: at the limit, the rest list may still serve it. */
function failsAsItStands(
  manager: MemoryManager,
  storage: FixedStorage,
  at: number,
  lack: keyof typeof ERRORS,
): boolean {
  const player = new Player(manager);
  for (const step of STEPS.slice(0, at)) player.play(step);
  prevent(lack, manager, storage);
  try {
    player.play(STEPS[at] as Step);
    return false;
  } catch {
    return true;
  } finally {
    storage.refuses = false;
    manager.dispose();
  }
}

/** The steps that take memory from the storage when all goes well, and the live bytes before each step. */
function runUndisturbed(manager: MemoryManager, storage: FixedStorage): { needing: number[]; used: number[] } {
  const needing: number[] = [];
  const used: number[] = [];
  const player = new Player(manager);
  for (const [index, step] of STEPS.entries()) {
    const { calls } = storage;
    used.push(liveBytes(manager));
    // a limit is never below one segment, so the first cannot fail for it
    const first = manager.usage(true) === 0;
    player.play(step);
    if (storage.calls > calls && !first) needing.push(index);
  }
  manager.dispose();
  return { needing, used };
}

/**
 * Bytes in blocks that are in use, less the reserve while it is held. They are counted: `usage` takes a cache that was
 * flushed for one in use (quirk Q3).
 */
function liveBytes(manager: MemoryManager): number {
  if (manager.heap instanceof SystemHeap) return manager.usage();
  const reader = readerOf(manager.heap as ZendHeap);
  const reserve = reader.field("reserve") - reader.layout.headerSize;
  let bytes = 0;
  for (const { type, address, size } of allBlocks(reader)) if (type === "used" && address !== reserve) bytes += size;
  return bytes;
}

/** What a check of the whole heap finds. */
function damageIn(manager: MemoryManager): readonly unknown[] {
  if (!(manager.heap instanceof SystemHeap)) return check(readerOf(manager.heap as ZendHeap)).violations;
  for (const _ of manager.heap.blocks());
  return [];
}

function readerOf(heap: ZendHeap): HeapReader {
  return new HeapReader({ memory: heap.memory, address: heap.address, layout: heap.layout });
}
