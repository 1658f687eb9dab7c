/** What only Node can show: errors that nobody catches, and garbage that is collected. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { UnfreedBlock } from "@zmm/emalloc";
import { describe, expect, it } from "vitest";
import { quiet } from "./helpers.js";

describe("events", () => {
  it("leave the call alone when a listener throws", async () => {
    const manager = quiet();
    manager.on("allocate", () => {
      throw new RangeError("a listener's");
    });
    const thrownLater = new Promise((resolve) => process.once("uncaughtException", resolve));
    const listeners = process.listeners("uncaughtException").slice(0, -1);
    for (const listener of listeners) process.off("uncaughtException", listener);
    const address = manager.emalloc(10);
    manager.efree(address);
    expect(await thrownLater).toMatchObject({ message: "a listener's" });
    for (const listener of listeners) process.on("uncaughtException", listener);
  });
});

describe("handles that are dropped without being freed", () => {
  it("are told to whoever asked for it", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const told: UnfreedBlock[] = [];
    const manager = quiet({ onUnfreed: (block) => told.push(block) });
    const kept = manager.alloc(Int8Array, 5);
    const address = dropOne();
    for (let round = 0; round < 50 && told.length === 0; round++) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(told).toMatchObject([{ address, byteLength: 123 }]);
    expect(told[0]?.stack).toContain("dropOne");
    kept.free();

    function dropOne(): number {
      manager.alloc(Int8Array, 7).free();
      return manager.alloc(Int8Array, 123).address;
    }
  });
});
