import { gzipSync } from "node:zlib";
import { gunzip, TraceFormatError } from "@zmm/trace";
import { expect, test } from "vitest";

const text = "a 0 1\nf 0\n".repeat(50_000);
const packed = gzipSync(text);

test("unpacks what gzip wrote", async () => {
  expect(new TextDecoder().decode(await gunzip(packed))).toBe(text);
});

test("refuses what is not gzip", async () => {
  await expect(gunzip(new TextEncoder().encode(text), "x.gz")).rejects.toMatchObject({ file: "x.gz", line: 0 });
});

test("names the line up to which cut-off data could be read", async () => {
  const cut = gunzip(packed.subarray(0, packed.length - 20), "x.gz");
  await expect(cut).rejects.toBeInstanceOf(TraceFormatError);
  await expect(cut).rejects.toMatchObject({ file: "x.gz", line: expect.toSatisfy((line) => line > 1000) });
});

test("notices damage", async () => {
  const damaged = Uint8Array.from(packed);
  damaged[packed.length - 6] = 0xff ^ (damaged[packed.length - 6] as number);
  await expect(gunzip(damaged, "x.gz")).rejects.toBeInstanceOf(TraceFormatError);
});
