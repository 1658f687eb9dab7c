import { describe, expect, it, vi } from "vitest";
import { arrayBuffer, LinearMemory, ProviderBusyError, region, resizable, StorageError, traced } from "../src/index.js";

/** What goes to the runtime while `action` runs and just after; nothing else hears of it. */
async function thrownLater(action: () => void): Promise<unknown[]> {
  const microtasks: (() => void)[] = [];
  const queue = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => void microtasks.push(task));
  try {
    action();
  } finally {
    queue.mockRestore();
  }
  return microtasks.map((task) => {
    try {
      return task();
    } catch (error) {
      return error;
    }
  });
}

describe("a linear memory", () => {
  it("tells all listeners, whatever one of them throws", async () => {
    const source = { buffer: new ArrayBuffer(8) };
    const memory = new LinearMemory(source);
    const heard: number[] = [];
    const failure = new Error("of a listener");
    memory.onGrow(() => {
      throw failure;
    });
    memory.onGrow(() => heard.push(memory.byteLength));
    source.buffer = new ArrayBuffer(16);
    expect(await thrownLater(() => memory.refresh())).toEqual([failure]);
    expect(heard).toEqual([16]);
    expect(memory.telling).toBe(false);
  });

  it("goes on telling when a listener has the views made anew once more", () => {
    const source = { buffer: new ArrayBuffer(8) };
    const memory = new LinearMemory(source);
    const said: boolean[] = [];
    memory.onGrow(() => {
      if (source.buffer.byteLength < 64) source.buffer = new ArrayBuffer(64);
      memory.refresh();
      said.push(memory.telling);
    });
    source.buffer = new ArrayBuffer(16);
    memory.refresh();
    expect(said).toEqual([true, true]);
    expect(memory.telling).toBe(false);
  });

  it("ends one of two listenings of the same function", () => {
    const source = { buffer: new ArrayBuffer(8) };
    const memory = new LinearMemory(source);
    const listener = vi.fn();
    const stop = memory.onGrow(listener);
    memory.onGrow(listener);
    stop();
    source.buffer = new ArrayBuffer(16);
    memory.refresh();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("wakes after its buffer was detached, and only then looks", () => {
    const wasm = new WebAssembly.Memory({ initial: 1 });
    const memory = new LinearMemory(wasm);
    memory.wake();
    expect(memory.epoch).toBe(0);
    wasm.grow(1);
    memory.wake();
    expect([memory.epoch, memory.byteLength]).toEqual([1, 2 * 65_536]);
  });
});

describe("a provider", () => {
  it.each([arrayBuffer, resizable])("refuses the calls of a listener in the middle of its own", (create) => {
    const provider = create({ initial: 64 * 1024 });
    const refusals: unknown[] = [];
    provider.memory.onGrow(() => {
      for (const call of [() => provider.allocate(100), () => provider.compact()]) {
        try {
          call();
        } catch (error) {
          refusals.push(error);
        }
      }
    });
    expect(provider.allocate(1_000_000)).not.toBe(0);
    expect(refusals.length).toBeGreaterThan(1);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(ProviderBusyError);
    expect(provider.allocate(1_000_000)).not.toBe(0);
  });

  it("says when its buffer went elsewhere", () => {
    const buffer = new ArrayBuffer(100_000);
    const provider = region({ buffer });
    structuredClone(buffer, { transfer: [buffer] });
    expect(() => provider.allocate(100)).toThrow(StorageError);
    expect(() => provider.segments()).toThrow(/detached/);
  });

  it("goes on when a sink of traced throws", async () => {
    const failure = new Error("of a sink");
    const provider = traced(arrayBuffer(), () => {
      throw failure;
    });
    expect(await thrownLater(() => provider.free(provider.allocate(100), 100))).toEqual([failure, failure]);
  });
});
