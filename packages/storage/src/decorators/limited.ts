import { wholeNumber } from "../options.js";
import type { Segment } from "../pages/allocator.js";
import type { SegmentProvider } from "../provider.js";
import { decorate } from "./decorate.js";

export interface LimitedOptions {
  /** Bytes that live segments may have together. */
  readonly bytes: number;
}

export interface Limited {
  /** Bytes that the live segments have together. */
  readonly used: number;
}

/**
 * A provider that has no memory beyond a number of bytes. Segments that were live before count, where the provider can
 * tell them.
 * @throws StorageOptionError
 */
export function limited<P extends SegmentProvider>(provider: P, options: LimitedOptions): P & Limited {
  const limit = wholeNumber("bytes", options.bytes, 0);
  let used = bytesLive(provider);
  return decorate(provider, {
    allocate: (size: number): number => {
      // A bad size is the provider's to refuse, whatever is left.
      if (size > limit - used && Number.isSafeInteger(size) && size > 0) return 0;
      const address = provider.allocate(size);
      if (address !== 0) used += size;
      return address;
    },
    reallocate: (address: number, oldSize: number, newSize: number): number => {
      const over = newSize > oldSize && newSize - oldSize > limit - used && Number.isSafeInteger(newSize);
      // The same size changes nothing, but a bad address is refused.
      const moved = provider.reallocate(address, oldSize, over ? oldSize : newSize);
      if (over) return 0;
      if (moved !== 0) used += newSize - oldSize;
      return moved;
    },
    free: (address: number, size: number): void => {
      provider.free(address, size);
      used -= size;
    },
    get used(): number {
      return used;
    },
  });
}

function bytesLive(provider: SegmentProvider & { segments?: () => Iterable<Segment> }): number {
  let bytes = 0;
  for (const { size } of provider.segments?.() ?? []) bytes += size;
  return bytes;
}
