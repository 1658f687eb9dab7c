import type { SegmentProvider } from "../provider.js";
import {
  allSizes,
  describesItself,
  fullMemory,
  handsOut,
  merges,
  noMemoryForHugeSizes,
  refusesSizes,
  reuses,
} from "./allocation-cases.js";
import { check, refuses } from "./check.js";
import { compacts, disposes, grows, growsUnderCalls, randomCalls, releases } from "./memory-cases.js";
import {
  growsInPlace,
  noMemoryToReallocate,
  reallocates,
  refusesDoubleFree,
  refusesToFree,
  refusesToReallocate,
  sameSize,
} from "./segment-cases.js";
import { KIB, MIB, SEGMENT } from "./sizes.js";

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
    on("breaks nothing when a listener that is told of it calls", growsUnderCalls);
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
