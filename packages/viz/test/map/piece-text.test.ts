import { describe, expect, test } from "vitest";
import { KIND_CACHED, KIND_HEAP } from "../../src/map/map-kind.js";
import { bytesText, pieceText } from "../../src/map/piece-text.js";

describe("bytes as people read them", () => {
  test.each([
    [0, "0 bytes"],
    [1023, "1,023 bytes"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [262_144, "256 KiB"],
    [1_048_400, "1 MiB"],
    [2 ** 30, "1 GiB"],
  ])("%i", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

test("pieces say what they are, where, how large, and what that means", () => {
  const piece = { index: 3, address: 0x41008, size: 48, place: 0, kind: KIND_CACHED };
  const text = pieceText(piece, 16);
  for (const part of ["Cached block", "48 bytes at 0x41008", "16 of them its header", "kept aside"]) {
    expect(text).toContain(part);
  }
  expect(pieceText({ ...piece, kind: KIND_HEAP }, 16)).not.toContain("its header");
});
