import { LinearMemory } from "../linear-memory.js";
import type { SegmentProvider } from "../provider.js";
import { randomBelowOne } from "../random.js";
import { check, refuses, same } from "./check.js";
import { FilledSegments } from "./filled-segments.js";

/** The two functions that most test runners offer. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => void | Promise<void>): void;
}

/** How to make what is to be tested. */
export interface ProviderUnderTest {
  /** What the tests are listed under. */
  readonly name: string;
  /** A new provider with room for 8 MiB at least, and with no more than `maximum` bytes of memory if that is given. */
  create(bounds: { readonly maximum?: number }): SegmentProvider;
  /**
   * What `supports.shared` and `supports.persistent` are tried with: another provider on the memory of `provider`, as
   * another thread, or a later process, would have it.
   */
  reopen?(provider: SegmentProvider): SegmentProvider;
  /** The seed of the random calls; 1 if left out. */
  readonly seed?: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const SEGMENT = 256 * KIB;

/** The contract of `SegmentProvider` as tests, which any provider must pass, whatever stands in front of it. */
export function testProvider(runner: TestRunner, subject: ProviderUnderTest): void {
  const { describe, it } = runner;
  /** Runs `body` on a new provider, and disposes of it. */
  const on = (name: string, body: (provider: SegmentProvider) => void, bounds = {}): void =>
    it(name, () => {
      const provider = subject.create(bounds);
      try {
        body(provider);
      } finally {
        provider.dispose();
      }
    });

  describe(`SegmentProvider: ${subject.name}`, () => {
    on("says what it is", describesItself);
    on("hands out segments that are aligned, inside the memory, and apart from each other", handsOut);
    on("has room for segments of all sizes", allSizes);
    on("refuses sizes that are not integers above 0, and works on", refusesSizes);
    on("has no memory for sizes that no memory has, and works on", noMemoryForHugeSizes);
    on("hands out again what was freed", reuses);
    on("merges what was freed", merges, { maximum: 8 * MIB });
    on("refuses to free what is not a segment, and works on", refusesToFree);
    on("refuses to free a segment twice", refusesDoubleFree);
    on("keeps the bytes of a segment that gets another size", reallocates);
    on("leaves a segment that gets the same size where it is", sameSize);
    on("refuses to reallocate what is not a segment, or to a bad size, and works on", refusesToReallocate);
    on("leaves the segment as it was when there is no memory for another size", noMemoryToReallocate);
    on("gives 0 when the memory is full, and works on when something is freed", fullMemory, { maximum: 2 * MIB });
    on("makes its views anew when the memory grows, and tells of it", grows);
    on("keeps the live segments when it compacts", compacts);
    on("ends with dispose, which may be called twice", disposes);
    on(`agrees with a simple model (seed ${subject.seed ?? 1})`, (provider) =>
      randomCalls(provider, subject.seed ?? 1),
    );
    on("grows a segment where it is when nothing follows, if it says so", growsInPlace);
    on("gives memory back to the system, if it says so", releases);
    testSecondProvider(runner, subject);
  });
}

/** For memories that another thread or process sees, given a way to look at them so. */
function testSecondProvider({ it }: TestRunner, subject: ProviderUnderTest): void {
  const { reopen } = subject;
  if (reopen === undefined) return;
  it("is found again, with its segments, by another provider on the same memory", () => {
    const first = subject.create({});
    const kept = first.allocate(100 * KIB);
    const freed = first.allocate(SEGMENT);
    first.memory.u8.fill(0x5e, kept, kept + 100 * KIB);
    first.free(freed, SEGMENT);
    const second = reopen(first);
    check(
      second.memory.u8.subarray(kept, kept + 100 * KIB).every((byte) => byte === 0x5e),
      "the bytes of a segment are not there again",
    );
    refuses(() => second.free(freed, SEGMENT), "freeing what the first provider had freed");
    const another = second.allocate(SEGMENT);
    check(another >= kept + 100 * KIB || another + SEGMENT <= kept, "a segment was handed out twice");
    second.free(kept, 100 * KIB);
    second.free(another, SEGMENT);
    second.dispose();
    first.dispose();
  });
}

function describesItself(provider: SegmentProvider): void {
  check(typeof provider.name === "string" && provider.name !== "", "a provider has a name");
  check(provider.memory instanceof LinearMemory, "its memory is a LinearMemory");
  for (const ability of ["release", "reallocateInPlace", "shared", "persistent"] as const) {
    same(typeof provider.supports[ability], "boolean", `the type of supports.${ability}`);
  }
}

function handsOut(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (let count = 0; count < 12; count++) segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

function allSizes(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (const size of [1, 7, 8, 9, 2224, 4095, 4096, 4097, 65536, SEGMENT - 1, SEGMENT + 1, MIB + 123])
    segments.add(size);
  segments.verifyAll();
  segments.removeAll();
}

const BAD_SIZES: unknown[] = [
  0,
  -1,
  -4096,
  0.5,
  4096.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  "8",
  null,
  undefined,
];

function refusesSizes(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const segment = segments.add(SEGMENT);
  for (const size of BAD_SIZES) refuses(() => provider.allocate(size as number), `allocate(${String(size)})`);
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.resize(segment, 2 * SEGMENT);
  segments.removeAll();
}

function noMemoryForHugeSizes(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  segments.add(SEGMENT);
  for (const size of [2 ** 32, 2 ** 40, 2 ** 44, Number.MAX_SAFE_INTEGER]) {
    same(provider.allocate(size), 0, `allocate(${size})`);
  }
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

function reuses(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  segments.add(SEGMENT);
  segments.remove(segments.add(SEGMENT));
  const { byteLength } = provider.memory;
  for (let count = 0; count < 40; count++) segments.remove(segments.add(SEGMENT));
  check(provider.memory.byteLength <= byteLength, "the memory grew though everything was freed");
  segments.removeAll();
}

function merges(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const small = 64 * KIB;
  while (segments.all.length < 64) segments.add(small);
  const random = randomBelowOne(7);
  while (segments.all.length > 0) {
    segments.remove(segments.all[Math.floor(random() * segments.all.length)] as (typeof segments.all)[number]);
  }
  segments.remove(segments.add(64 * small));
}

/** Addresses at which no segment of `size` bytes begins, next to one at `address`. */
function badAddresses(provider: SegmentProvider, address: number): unknown[] {
  const { byteLength } = provider.memory;
  const near = [address + 8, address + 4096, address - 8, address + 0.5];
  const far = [0, 8, -address, byteLength, byteLength + 4096, 2 ** 32 + address];
  return [...near, ...far, Number.NaN, undefined].filter((bad) => bad !== address);
}

function refusesToFree(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const { address, size } = segments.add(SEGMENT);
  for (const bad of badAddresses(provider, address)) {
    refuses(() => provider.free(bad as number, size), `free(${String(bad)}, ${size})`);
  }
  for (const bad of [size - 4096, size + 4096, ...BAD_SIZES]) {
    refuses(() => provider.free(address, bad as number), `free(${address}, ${String(bad)})`);
  }
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

function refusesDoubleFree(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const addresses = [1, 2, 3].map((count) => segments.add(count * SEGMENT).address);
  segments.removeAll();
  for (const [index, address] of addresses.entries()) {
    refuses(() => provider.free(address, (index + 1) * SEGMENT), "a second free");
  }
  segments.add(SEGMENT);
  segments.add(SEGMENT);
  segments.verifyAll();
  segments.removeAll();
}

function reallocates(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const first = segments.add(SEGMENT);
  const second = segments.add(SEGMENT);
  for (const size of [SEGMENT + 1, 2 * SEGMENT, 5 * SEGMENT, SEGMENT, 100, 8, 1, 3 * SEGMENT]) {
    check(segments.resize(first, size), `there was no memory to reallocate to ${size} bytes`);
    check(segments.resize(second, size), `there was no memory to reallocate to ${size} bytes`);
    segments.verifyAll();
  }
  segments.removeAll();
}

function sameSize(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (const size of [1, 4096, SEGMENT, SEGMENT + 1]) {
    const { address } = segments.add(size);
    same(provider.reallocate(address, size, size), address, `a segment of ${size} bytes`);
  }
  segments.verifyAll();
  segments.removeAll();
}

function refusesToReallocate(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const { address, size } = segments.add(SEGMENT);
  for (const bad of badAddresses(provider, address)) {
    refuses(() => provider.reallocate(bad as number, size, 2 * size), `reallocate(${String(bad)}, ${size}, ...)`);
  }
  for (const bad of BAD_SIZES) {
    refuses(() => provider.reallocate(address, bad as number, size), `reallocate(..., ${String(bad)}, ${size})`);
    refuses(() => provider.reallocate(address, size, bad as number), `reallocate(..., ${size}, ${String(bad)})`);
  }
  segments.verifyAll();
  segments.removeAll();
  refuses(() => provider.reallocate(address, size, 2 * size), "reallocating a freed segment");
}

function noMemoryToReallocate(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const segment = segments.add(SEGMENT);
  for (const size of [2 ** 32, 2 ** 44, Number.MAX_SAFE_INTEGER]) {
    check(!segments.resize(segment, size), `reallocate gave memory for ${size} bytes`);
  }
  check(segments.resize(segment, 2 * SEGMENT), "there was no memory afterwards");
  segments.removeAll();
}

function fullMemory(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  const size = 64 * KIB;
  while (segments.tryAdd(size) !== null) {
    check(segments.all.length * size <= 2 * MIB, "more was handed out than the maximum given to create()");
  }
  const count = segments.all.length;
  check(count * size > MIB + 256 * KIB, `only ${count} segments of ${size} bytes fit into 2 MiB`);
  const [first] = segments.all;
  if (first !== undefined) check(!segments.resize(first, 2 * MIB), "a full memory had room for a larger segment");
  for (let again = 0; again < 3; again++) {
    for (let index = 0; index < 6; index++) segments.remove(segments.all[index * 3] as (typeof segments.all)[number]);
    for (let index = 0; index < 6; index++) segments.add(size);
    same(segments.tryAdd(size), null, "a segment more than fits");
  }
  segments.verifyAll();
  segments.removeAll();
  for (let index = 0; index < count; index++) segments.add(size);
  segments.removeAll();
}

function grows(provider: SegmentProvider): void {
  const { memory } = provider;
  const segments = new FilledSegments(provider);
  let told = 0;
  const stop = memory.onGrow(() => told++);
  const { epoch, byteLength } = memory;
  for (let count = 0; count < 28; count++) segments.add(SEGMENT);
  segments.verifyAll();
  same(memory.epoch - epoch, told, "how often a listener was told, against the epochs passed");
  check(memory.byteLength === byteLength || told > 0, "the memory grew, and no listener was told");
  same(memory.u8.byteLength, memory.byteLength, "the bytes of the view u8");
  same(memory.i32.length, memory.byteLength >>> 2, "the cells of the view i32");
  same(memory.u8.buffer, memory.buffer, "the buffer of the view u8");
  stop();
  segments.removeAll();
}

function compacts(provider: SegmentProvider): void {
  const segments = new FilledSegments(provider);
  for (let count = 0; count < 10; count++) segments.add(SEGMENT);
  for (const index of [0, 3, 8]) {
    segments.remove(segments.all[index - (index > 3 ? 2 : index > 0 ? 1 : 0)] as (typeof segments.all)[number]);
    provider.compact();
    segments.verifyAll();
  }
  provider.compact();
  segments.add(4 * SEGMENT);
  segments.verifyAll();
  segments.removeAll();
  provider.compact();
  provider.compact();
  segments.add(SEGMENT);
  segments.removeAll();
}

function disposes(provider: SegmentProvider): void {
  const address = provider.allocate(SEGMENT);
  provider.dispose();
  provider.dispose();
  refuses(() => provider.allocate(SEGMENT), "allocate after dispose");
  refuses(() => provider.reallocate(address, SEGMENT, 2 * SEGMENT), "reallocate after dispose");
  refuses(() => provider.free(address, SEGMENT), "free after dispose");
  refuses(() => provider.compact(), "compact after dispose");
}

function randomCalls(provider: SegmentProvider, seed: number): void {
  const random = randomBelowOne(seed);
  const segments = new FilledSegments(provider);
  const size = (): number => Math.ceil(2 ** (random() * (random() < 0.1 ? 18 : 15)));
  for (let step = 0; step < 400; step++) {
    const segment = segments.all[Math.floor(random() * segments.all.length)];
    const choice = random();
    const live = segments.all.reduce((sum, one) => sum + one.size, 0);
    if (segment === undefined || (choice < 0.45 && live < 4 * MIB)) segments.add(size());
    else if (choice < 0.65 && live < 4 * MIB) segments.resize(segment, size());
    else if (choice < 0.99) segments.remove(segment);
    else provider.compact();
    if (step % 100 === 0) segments.verifyAll();
  }
  segments.verifyAll();
  segments.removeAll();
}

function growsInPlace(provider: SegmentProvider): void {
  if (!provider.supports.reallocateInPlace) return;
  const address = provider.allocate(SEGMENT);
  same(provider.reallocate(address, SEGMENT, SEGMENT + 64 * KIB), address, "the address of a segment that grew");
  provider.free(address, SEGMENT + 64 * KIB);
}

function releases(provider: SegmentProvider): void {
  if (!provider.supports.release) return;
  const segments = new FilledSegments(provider);
  const kept = segments.add(SEGMENT);
  for (let count = 0; count < 24; count++) segments.add(SEGMENT);
  const { byteLength } = provider.memory;
  while (segments.all.length > 1)
    segments.remove(segments.all[segments.all.length - 1] as (typeof segments.all)[number]);
  provider.compact();
  check(provider.memory.byteLength < byteLength / 2, "the memory is as long as before");
  segments.verifyAll();
  segments.remove(kept);
}
