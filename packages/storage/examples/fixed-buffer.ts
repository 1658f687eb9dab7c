import { LinearMemory, NoSuchSegmentError, type SegmentProvider, SegmentSizeError, StorageError } from "@zmm/storage";

/** Segments in one ArrayBuffer that keeps its length, each in the first gap that is long enough. */
export function fixedBuffer(bytes: number): SegmentProvider {
  const memory = new LinearMemory({ buffer: new ArrayBuffer(bytes) });
  let live: Map<number, number> | null = new Map(); // sizes by address; null in the end
  const all = () => {
    if (live === null) throw new StorageError("fixedBuffer was disposed of");
    return live;
  };
  const allocate = (size: number): number => {
    if (!Number.isSafeInteger(size) || size <= 0) throw new SegmentSizeError(size);
    let address = 8; // 0 is null
    for (const [next, taken] of [...all()].sort(([a], [b]) => a - b)) {
      if (next - address >= size) break;
      address = Math.ceil((next + taken) / 8) * 8;
    }
    if (address + size > memory.byteLength) return 0;
    all().set(address, size);
    return address;
  };
  const free = (address: number, size: number): void => {
    if (all().get(address) !== size || !all().delete(address)) throw new NoSuchSegmentError(address, size, "none");
  };
  const reallocate = (address: number, oldSize: number, newSize: number): number => {
    free(address, oldSize);
    all().set(address, oldSize);
    const moved = newSize === oldSize ? address : allocate(newSize);
    if (moved === 0 || moved === address) return moved;
    memory.u8.copyWithin(moved, address, address + Math.min(oldSize, newSize));
    free(address, oldSize);
    return moved;
  };
  const supports = { release: false, reallocateInPlace: false, shared: false, persistent: false };
  const dispose = () => {
    live = null;
  };
  return { name: "fixedBuffer", memory, supports, allocate, reallocate, free, compact: all, dispose };
}
