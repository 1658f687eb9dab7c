/** Compiled misses in a browser, beside the same heap in JavaScript. */
import { ZendHeap } from "@zmm/heap";
import { wasmMemory } from "@zmm/storage";
import { expect, it } from "vitest";
import { Random } from "./support/random.js";

const SEED = 20_261_122;

it.each(["ilp32", "lp64", "lp64-debug"] as const)("%s: addresses and bytes are those of JavaScript", (model) => {
  const secrets = { cookieLow: 0x1122_3344, cookieHigh: -0x1122_3344, startMagic: 0x5566_7788, endMagic: -0x5566_7788 };
  const heaps = [true, false].map((compiled) => ZendHeap.create(wasmMemory(), { model, compiled, secrets }));
  expect(heaps.map((heap) => heap.compiled)).toEqual([true, false]);
  const [one, other] = heaps.map((heap) => addressesOf(heap, new Random(SEED)));
  expect(one).toEqual(other);
  const [bytes, otherBytes] = heaps.map((heap) => heap.memory.u8);
  expect(bytes!.length).toBe(otherBytes!.length);
  expect(bytes!.findIndex((byte, at) => byte !== otherBytes![at])).toBe(-1);
});

/** What a seeded program gets from a heap. */
function addressesOf(heap: ZendHeap, random: Random): number[] {
  const live: number[] = [];
  const addresses: number[] = [];
  for (let i = 0; i < 10_000; i++) {
    const choice = random.below(100);
    const size = random.size(400_000);
    const at = random.below(Math.max(1, live.length));
    if (live.length === 0 || choice < 48) live.push(heap.allocate(size));
    else if (choice < 85) heap.free(live.splice(at, 1)[0]!);
    else live[at] = heap.reallocate(live[at]!, size);
    addresses.push(live.at(-1) ?? 0);
  }
  return addresses;
}
