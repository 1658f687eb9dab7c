import { expect, test } from "vitest";
import { en } from "../../src/locale/en.js";
import { KIND_CACHED, KIND_HEAP } from "../../src/map/map-kind.js";
import { pieceText } from "../../src/map/piece-text.js";

test("pieces say what they are, where, how large, and what that means", () => {
  const piece = { index: 3, address: 0x41008, size: 48, place: 0, kind: KIND_CACHED };
  const text = pieceText(piece, 16, en.map);
  for (const part of ["Cached block", "48 bytes at 0x41008", "16 of them its header", "kept aside"]) {
    expect(text).toContain(part);
  }
  expect(pieceText({ ...piece, kind: KIND_HEAP }, 16, en.map)).not.toContain("its header");
});
