/** A provider that notes what it answers. */
import type { SegmentProvider } from "@zmm/storage";

export interface Recording extends SegmentProvider {
  /** The answers since the last `forget`, in order. */
  readonly answers: readonly number[];
  forget(): void;
}

export function recording(provider: SegmentProvider): Recording {
  let answers: number[] = [];
  const note = (address: number): number => {
    answers.push(address);
    return address;
  };
  return {
    name: provider.name,
    memory: provider.memory,
    supports: provider.supports,
    get answers() {
      return answers;
    },
    forget: () => {
      answers = [];
    },
    allocate: (size) => note(provider.allocate(size)),
    reallocate: (address, oldSize, newSize) => note(provider.reallocate(address, oldSize, newSize)),
    free: (address, size) => provider.free(address, size),
    compact: () => provider.compact(),
    dispose: () => provider.dispose(),
  };
}
