import { gzipSync } from "node:zlib";
import { TraceFormatError } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { receivedError, sentError } from "../../src/input/read-message.js";
import { checkSize, unpack } from "../../src/input/unpack.js";
import { InputError } from "../../src/state/input-error.js";

describe("a packed file", () => {
  const text = new TextEncoder().encode("a 0 100\n".repeat(100_000));

  test("is unpacked, a plain one stays as it is", async () => {
    expect(await unpack(new Uint8Array(gzipSync(text)), "a.gz")).toEqual(text);
    expect(await unpack(text, "a")).toBe(text);
  });

  test("that holds too much is refused, though it looks small", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(50 * 2 ** 20)));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(unpack(bomb, "bomb.gz", 2 ** 20)).rejects.toThrow(InputError);
  });

  test("that is cut off is refused with the line where it ends", async () => {
    const cut = new Uint8Array(gzipSync(text)).slice(0, 500);
    await expect(unpack(cut, "cut.gz")).rejects.toThrow(TraceFormatError);
  });
});

test("a file's size is checked before anybody reads it", () => {
  expect(() => checkSize("a.trace", 10)).not.toThrow();
  expect(() => checkSize("a.trace", 2 ** 40)).toThrow(/a\.trace has 1,048,576 MiB/);
});

test("errors cross between threads as what they are", () => {
  const format = receivedError(sentError(new TraceFormatError("a.trace", 3, "a problem", "what may be")));
  expect(format).toBeInstanceOf(TraceFormatError);
  expect(format).toMatchObject({ file: "a.trace", line: 3, problem: "a problem", allowed: "what may be" });
  const input = receivedError(sentError(new InputError("A title", "A text.")));
  expect(input).toMatchObject({ name: new InputError("", "").name, title: "A title", message: "A text." });
  expect(receivedError(sentError(new RangeError("no room"))).message).toBe("no room");
  expect(receivedError(sentError("thrown as text")).message).toBe("thrown as text");
});
