import { structuralWords } from "@zmm/inspect";
import { MODEL_NAMES } from "@zmm/layout";
import { describe, expect, test } from "vitest";
import { locate } from "../src/frame/locate.js";
import { byteWindow } from "../src/hex/byte-window.js";
import { interpret } from "../src/hex/interpret.js";
import { HeapSession } from "../src/session/heap-session.js";
import { RangeSet } from "../src/session/range-set.js";

const SCRIPT = "a = emalloc(24)\nb = emalloc(40)\nefree(a)\nc = emalloc(300000)\nefree(b)\nd = emalloc(600)";

describe.each(MODEL_NAMES)("a window of bytes, %s", (model) => {
  const session = HeapSession.ofScript(SCRIPT, { model });
  session.seek(session.length);
  const reader = session.reader!;

  test("names every word of the heap's own, and no other", () => {
    const names = new Map([...structuralWords(reader)].map((word) => [word.address, word.name]));
    const segment = reader.field("segments");
    for (const start of [reader.address - 32, segment - 16, segment + 8000]) {
      for (const { address, word, value } of byteWindow(reader, start, 512)) {
        expect(value).toBe(reader.byte(address));
        if (names.has(address)) expect(word?.name).toBe(names.get(address));
        if (word !== null) expect(names.get(word.address)).toBe(word.name);
      }
    }
  });

  test("ends where memory ends", () => {
    expect(byteWindow(reader, reader.end - 8, 64)).toHaveLength(8);
  });

  test("is found again by address", () => {
    const data = session.addresses[3]!;
    const block = data - reader.layout.headerSize;
    expect(locate(reader, data + 1000)).toEqual({ kind: "used", address: block, size: reader.blockSize(block) });
    expect(locate(reader, reader.address + 4)).toMatchObject({ kind: "heap" });
    expect(locate(reader, reader.field("segments"))).toMatchObject({ kind: "segment" });
    expect(locate(reader, 8)).toBeNull();
  });
});

describe("bytes read", () => {
  const values = (bytes: number[], pointer: 4 | 8 = 4) => {
    return Object.fromEntries(interpret(Uint8Array.from(bytes), pointer).map(({ type, value }) => [type, value]));
  };

  test("as numbers, little end first", () => {
    expect(values([0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0])).toMatchObject({
      u8: "254",
      u16: "65,534",
      i32: "-2",
      u32: "4,294,967,294",
      pointer: "0xfffffffe",
    });
    expect(values([0, 0, 0, 0, 0, 0, 0xf8, 0x3f])["f64"]).toBe("1.5000000");
  });

  test("as text up to the first 0", () => {
    expect(values([...new TextEncoder().encode("it works\0no")])["text"]).toBe('"it works"');
    expect(values([0, 65])["text"]).toBe("");
    expect(values([10, 65, 0])["text"]).toBe('"·A"');
  });

  test("as pointers of the model's width", () => {
    const [pointer] = interpret(Uint8Array.of(0x10, 0, 1, 0, 0, 0, 0, 0), 8).filter(({ type }) => type === "pointer");
    expect(pointer).toMatchObject({ value: "0x10010", pointer: 0x10010 });
    const [far] = interpret(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0), 8).filter(({ type }) => type === "pointer");
    expect(far?.pointer).toBeNull();
  });

  test("as far as there are any", () => {
    expect(values([7])).toEqual({ u8: "7", text: '"·"' });
  });
});

describe("a set of ranges", () => {
  test("meets what overlaps one of them", () => {
    const set = new RangeSet([
      { address: 100, bytes: 8 },
      { address: 8, bytes: 4 },
      { address: 104, bytes: 12 },
    ]);
    expect([7, 8, 11, 12, 99, 100, 115, 116].map((at) => set.meets(at, 1))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(set.meets(0, 8)).toBe(false);
    expect(set.meets(0, 9)).toBe(true);
    expect(new RangeSet([]).meets(0, 1000)).toBe(false);
  });
});
