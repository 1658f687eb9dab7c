import { LAYOUTS } from "@zmm/layout";
import { describe, expect, it } from "vitest";
import { fc } from "../../../scripts/properties.js";
import { Overlay } from "../src/explain/overlay.js";
import { HeapReader, NEW_SEGMENT } from "../src/index.js";

const SIZE = 256;

/** One write to bytes 0 to 255, by its place in units of 4 bytes. */
const writing = fc.oneof(
  fc.record({ kind: fc.constant("word" as const), cell: fc.nat(62), value: fc.nat(2 ** 31) }),
  fc.record({ kind: fc.constant("32" as const), cell: fc.nat(63), value: fc.nat(2 ** 31) }),
  fc.record({ kind: fc.constant("unaligned" as const), cell: fc.nat(62), value: fc.nat(2 ** 31) }),
  fc.record({ kind: fc.constant("copy" as const), cell: fc.nat(40), value: fc.nat(40) }),
);

describe.each(["ilp32", "lp64"] as const)("%s: an overlay", (model) => {
  const layout = LAYOUTS[model];
  const bytes = Uint8Array.from({ length: SIZE }, (_, at) => at);
  const under = new HeapReader({ memory: bytes, address: 0, layout });

  it("reads as memory would that was written to", () => {
    fc.assert(
      fc.property(fc.array(writing, { maxLength: 30 }), (writings) => {
        const overlay = new Overlay(under);
        const expected = bytes.slice();
        const view = new DataView(expected.buffer);
        for (const { kind, cell, value } of writings) {
          const at = 4 * cell;
          if (kind === "copy") {
            overlay.copy(4 * value, at, 64);
            if (4 * value !== at) expected.set(bytes.subarray(4 * value, 4 * value + 64), at);
          } else if (kind === "unaligned") {
            overlay.writeUnaligned(at + 3, value);
            view.setUint32(at + 3, value, true);
          } else if (kind === "32" || layout.model.word === 4) {
            overlay.write32(at, value);
            view.setUint32(at, value, true);
          } else {
            overlay.writeWord(at, value);
            view.setBigUint64(at, BigInt(value), true);
          }
        }
        expect([...overlay.bytes(0, SIZE)]).toEqual([...expected]);
        expect([...bytes]).toEqual(Array.from({ length: SIZE }, (_, at) => at));
        const changed = new Set<number>();
        for (const write of overlay.writes()) for (let at = 0; at < write.size; at++) changed.add(write.address + at);
        const copied = writings.some(({ kind }) => kind === "copy");
        for (let at = 0; at < SIZE && !copied; at++) if (expected[at] !== bytes[at]) expect(changed).toContain(at);
      }),
    );
  });

  it("holds addresses of segments to come", () => {
    const overlay = new Overlay(under);
    overlay.addRegion(NEW_SEGMENT, 64);
    overlay.writeWord(16, NEW_SEGMENT + 8);
    overlay.writeWord(NEW_SEGMENT + 8, 7);
    expect(overlay.word(16)).toBe(NEW_SEGMENT + 8);
    expect(overlay.word(NEW_SEGMENT + 8)).toBe(7);
    expect(overlay.holds(NEW_SEGMENT, 64)).toBe(true);
    expect(overlay.holds(NEW_SEGMENT, 65)).toBe(false);
    expect(overlay.writes()).toContainEqual(expect.objectContaining({ address: 16, after: NEW_SEGMENT + 8 }));
  });
});
