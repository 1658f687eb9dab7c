import type { SegmentProvider } from "../provider.js";
import { decorate } from "./decorate.js";

/** A provider whose segments start with zeros, and stay so where they grow. */
export function zeroed<P extends SegmentProvider>(provider: P): P {
  const clear = (from: number, to: number): void => {
    provider.memory.u8.fill(0, from, to);
  };
  return decorate(provider, {
    allocate: (size: number): number => {
      const address = provider.allocate(size);
      if (address !== 0) clear(address, address + size);
      return address;
    },
    reallocate: (address: number, oldSize: number, newSize: number): number => {
      const moved = provider.reallocate(address, oldSize, newSize);
      if (moved !== 0 && newSize > oldSize) clear(moved + oldSize, moved + newSize);
      return moved;
    },
  });
}
