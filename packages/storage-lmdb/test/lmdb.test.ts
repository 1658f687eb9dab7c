import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  DamagedMemoryError,
  ForeignMemoryError,
  failing,
  limited,
  measured,
  ProviderDisposedError,
  poisoned,
  randomBelowOne,
  type SegmentProvider,
  StorageError,
  StorageOptionError,
  traced,
  zeroed,
} from "@zmm/storage";
import { type ProviderUnderTest, testProvider } from "@zmm/storage/testing";
import { open } from "lmdb";
import { afterAll, describe, expect, it } from "vitest";
import { SEED } from "../../../scripts/seed.js";
import { LmdbError, type LmdbOptions, lmdb } from "../src/index.js";

/** How many damages are tried. */
const DAMAGES = Number(process.env["ZMM_LMDB_DAMAGES"] ?? 150);
const KIB = 1024;
const folder = mkdtempSync(join(tmpdir(), "zmm-lmdb-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function newPath(): string {
  return join(folder, `memory-${++files}.zmm`);
}

const paths = new WeakMap<object, string>();
const underTest: ProviderUnderTest = {
  name: "lmdb",
  create: (bounds) => {
    const path = newPath();
    const provider = lmdb({ ...bounds, path, sync: false });
    paths.set(provider, path);
    return provider;
  },
  reopen: (first) => {
    (first as ReturnType<typeof lmdb>).checkpoint();
    return lmdb({ path: paths.get(first) as string, sync: false });
  },
};
testProvider({ describe, it }, underTest);
for (const [name, wrap] of Object.entries({
  traced: (provider: SegmentProvider) => traced(provider, () => {}),
  failing: (provider: SegmentProvider) => failing(provider, { every: 1_000_000, reallocate: true }),
  limited: (provider: SegmentProvider) => limited(provider, { bytes: 2 ** 40 }),
  zeroed,
  poisoned: (provider: SegmentProvider) => poisoned(provider),
  measured: (provider: SegmentProvider) => measured(provider),
})) {
  testProvider(
    { describe, it },
    { name: `lmdb, ${name}`, create: (bounds) => wrap(underTest.create(bounds)), seed: 2 },
  );
}

describe("lmdb", () => {
  it("is opened again at its last checkpoint, with segments, root and addresses", () => {
    const path = newPath();
    const first = lmdb({ path });
    const kept = first.allocate(100 * KIB);
    first.memory.u8.fill(1, kept, kept + 100 * KIB);
    first.root = kept;
    expect(first.checkpoint()).toMatchObject({ number: 2 });
    first.memory.u8.fill(2, kept, kept + 100 * KIB);
    first.allocate(300 * KIB);
    first.dispose();

    const second = lmdb({ path });
    expect(second.lastCheckpoint).toBe(2);
    expect(second.root).toBe(kept);
    expect(second.segments()).toEqual([{ address: kept, size: 100 * KIB }]);
    expect(second.memory.u8.subarray(kept, kept + 100 * KIB).every((byte) => byte === 1)).toBe(true);
    second.free(kept, 100 * KIB);
    second.checkpoint();
    second.dispose();
    const third = lmdb({ path });
    expect(third.segments()).toEqual([]);
    third.dispose();
  });

  it("writes what has changed, and no more than its blocks", () => {
    const provider = lmdb({ path: newPath(), sync: false });
    const address = provider.allocate(4096 * KIB);
    provider.checkpoint();
    expect(provider.checkpoint().bytes).toBe(0);
    provider.memory.u8[address + 999 * KIB] = 1;
    expect(provider.checkpoint().bytes).toBe(16 * KIB);
    provider.memory.u8.fill(7, address, address + 1024 * KIB);
    const { bytes } = provider.checkpoint();
    expect(bytes).toBeGreaterThanOrEqual(1024 * KIB);
    expect(bytes).toBeLessThanOrEqual(1040 * KIB);
    provider.dispose();
  });

  it("keeps nothing of what was freed", () => {
    const path = newPath();
    const provider = lmdb({ path, sync: false });
    const address = provider.allocate(2048 * KIB);
    provider.memory.u8.fill(9, address, address + 2048 * KIB);
    provider.checkpoint();
    provider.free(address, 2048 * KIB);
    provider.checkpoint();
    provider.dispose();
    const again = lmdb({ path });
    expect(again.memory.u8[address + 1024 * KIB]).toBe(0);
    again.dispose();
  });

  it("does not overwrite the checkpoint of another provider on the same file", () => {
    const path = newPath();
    const first = lmdb({ path, sync: false });
    const second = lmdb({ path, sync: false });
    const address = second.allocate(KIB);
    second.checkpoint();
    first.allocate(5 * KIB);
    expect(() => first.checkpoint()).toThrow(LmdbError);
    first.dispose();
    second.dispose();
    const third = lmdb({ path });
    expect(third.segments()).toEqual([{ address, size: KIB }]);
    third.dispose();
  });

  it("writes no checkpoint to a file that was removed, or replaced by another", () => {
    const path = newPath();
    const provider = lmdb({ path });
    renameSync(path, `${path}.away`);
    expect(() => provider.checkpoint()).toThrow("the file was removed after it was opened");
    writeFileSync(path, readFileSync(`${path}.away`));
    expect(() => provider.checkpoint()).toThrow("another file took its place");
    renameSync(`${path}.away`, path);
    expect(provider.checkpoint().number).toBe(2);
    provider.dispose();
  });

  it("keeps to its file when the current folder changes", () => {
    const before = process.cwd();
    const path = newPath();
    try {
      process.chdir(folder);
      const provider = lmdb({ path: basename(path) });
      process.chdir(before);
      expect(provider.checkpoint().number).toBe(2);
      provider.dispose();
    } finally {
      process.chdir(before);
    }
    expect(existsSync(path)).toBe(true);
  });

  it("says so when the file cannot be made, read or understood as an option", () => {
    const file = newPath();
    writeFileSync(file, "");
    expect(() => lmdb({ path: join(file, "below.zmm") })).toThrow(LmdbError);
    expect(() => lmdb({ path: folder })).toThrow(StorageError);
    expect(() => lmdb({ path: newPath(), initial: -1 })).toThrow(StorageOptionError);
    expect(() => lmdb({ path: newPath(), maximum: Number.NaN })).toThrow(StorageOptionError);
    expect(() => lmdb({ path: newPath(), initial: 2 ** 21, maximum: 2 ** 20 })).toThrow("'maximum' must be at least");
  });

  it("wants the name of a file, and makes none without", () => {
    const before = process.cwd();
    const empty = mkdtempSync(join(folder, "empty-"));
    try {
      process.chdir(empty);
      for (const path of ["", undefined, null, 5] as string[]) {
        expect(() => lmdb({ path })).toThrow(StorageOptionError);
      }
      expect(() => lmdb({} as LmdbOptions)).toThrow("the option 'path' must be the name of a file, got undefined");
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(empty)).toEqual([]);
  });

  it("has its checkpoints in reach behind decorators", () => {
    const path = newPath();
    const provider = zeroed(limited(lmdb({ path }), { bytes: 2 ** 20 }));
    provider.root = provider.allocate(4096);
    provider.memory.u8[provider.root] = 3;
    expect(provider.checkpoint().number).toBe(2);
    provider.dispose();
    const again = lmdb({ path });
    expect(again.memory.u8[again.root]).toBe(3);
    again.dispose();
  });

  it("throws after dispose, checkpoint included, and keeps the file as it was", () => {
    const path = newPath();
    const provider = lmdb({ path });
    provider.dispose();
    provider.dispose();
    for (const call of [() => provider.checkpoint(), () => provider.allocate(KIB)]) {
      expect(call).toThrow(ProviderDisposedError);
      expect(call).toThrow("the lmdb provider was used after it was disposed of");
    }
  });
});

/** Expects that the file is refused with one of the errors, and that no byte of it changes, nor a file appears by it. */
function expectRefused(path: string, ...kinds: (new (...args: never[]) => StorageError)[]): void {
  const before = readFileSync(path);
  let refusal: unknown;
  try {
    lmdb({ path }).dispose();
  } catch (error) {
    refusal = error;
  }
  expect(
    kinds.some((kind) => refusal instanceof kind),
    `refused with ${String(refusal)}`,
  ).toBe(true);
  expect(readFileSync(path).equals(before)).toBe(true);
}

describe("lmdb, given a file that is not its own", () => {
  it("refuses files of other kinds", () => {
    const random = randomBelowOne(3);
    const noise = Buffer.from(Array.from({ length: 50_000 }, () => Math.floor(random() * 256)));
    for (const content of ["", "text", "x".repeat(20_000), Buffer.alloc(100_000), noise]) {
      const path = newPath();
      writeFileSync(path, content);
      expectRefused(path, ForeignMemoryError);
    }
  });

  it("refuses databases of others, empty or not", { timeout: 30_000 }, async () => {
    for (const entries of [0, 1, 1000]) {
      const path = newPath();
      const other = open<string, string>({ path, noSubdir: true });
      for (let index = 0; index < entries; index++) other.putSync(`key ${index}`, `value ${index}`);
      await other.close();
      expectRefused(path, ForeignMemoryError, DamagedMemoryError);
    }
  });
});

describe("lmdb, given a file that was damaged", () => {
  /** A file with some history: blocks written, freed and written again, so that it has free pages and two trees. */
  function usedFile(): { path: string; content: Buffer } {
    const path = newPath();
    const provider = lmdb({ path, sync: false });
    const random = randomBelowOne(11);
    const live: { address: number; size: number }[] = [];
    for (let round = 0; round < 12; round++) {
      for (let count = 0; count < 6; count++) {
        const size = Math.ceil(random() * 60 * KIB);
        const address = provider.allocate(size);
        provider.memory.u8.fill(round + 1, address, address + size);
        live.push({ address, size });
      }
      for (const { address, size } of live.splice(0, 4)) provider.free(address, size);
      provider.checkpoint();
    }
    provider.dispose();
    return { path, content: readFileSync(path) };
  }

  it("refuses it when it was cut off", () => {
    const { path, content } = usedFile();
    for (const length of [content.length - 4096, content.length >>> 1, 8192, 4096, 200]) {
      writeFileSync(path, content);
      truncateSync(path, length);
      expectRefused(path, DamagedMemoryError, ForeignMemoryError);
    }
  });

  it(`refuses it, or finds the last checkpoint unharmed, whatever bytes were changed (seed ${SEED})`, {
    timeout: 10_000 + DAMAGES * 50,
  }, () => {
    const { path, content } = usedFile();
    const whole = lmdb({ path });
    const expected = whole.occupied().map(({ start, end }) => Buffer.from(whole.memory.u8.slice(start, end)));
    const { lastCheckpoint } = whole;
    whole.dispose();
    const random = randomBelowOne(SEED);
    let refused = 0;
    for (let round = 0; round < DAMAGES; round++) {
      const changed = Buffer.from(content);
      // Half of the changes go where LMDB keeps its own: the meta pages, and the start of each page.
      const page = Math.floor(random() * (random() < 0.2 ? 2 : content.length / 4096)) * 4096;
      const at = page + Math.floor(random() * (random() < 0.5 ? 200 : 4096));
      const count = random() < 0.7 ? 1 : 1 + Math.floor(random() * 64);
      for (let index = at; index < Math.min(content.length, at + count); index++) {
        changed[index] = (changed[index] as number) ^ (1 + Math.floor(random() * 255));
      }
      writeFileSync(path, changed);
      const before = readFileSync(path);
      try {
        const provider = lmdb({ path, sync: false });
        const found = provider.occupied().map(({ start, end }) => Buffer.from(provider.memory.u8.slice(start, end)));
        expect(provider.lastCheckpoint, `round ${round}`).toBe(lastCheckpoint);
        expect(Buffer.concat(found).equals(Buffer.concat(expected)), `round ${round}`).toBe(true);
        provider.checkpoint();
        provider.dispose();
        lmdb({ path, sync: false }).dispose();
      } catch (error) {
        if (!(error instanceof DamagedMemoryError || error instanceof ForeignMemoryError)) throw error;
        expect(readFileSync(path).equals(before), `round ${round}`).toBe(true);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(DAMAGES / 6);
  });
});
