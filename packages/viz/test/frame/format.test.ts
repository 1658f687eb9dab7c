import { describe, expect, test } from "vitest";
import { bytesText } from "../../src/frame/format.js";

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
