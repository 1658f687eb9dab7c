import { checkSize } from "../safe-size.js";
import { BlockHandle } from "./block-handle.js";
import type { Lender, LendOptions } from "./lender.js";

/** The constructors of typed arrays, `DataView`, and whatever else is a view with the same parameters. */
export interface ViewType<View> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): View;
  /** Bytes of an element; 1 where there is none. */
  readonly BYTES_PER_ELEMENT?: number;
}

/** A block seen as an array of numbers, or as a `DataView`. */
export class TypedBlock<View extends ArrayBufferView> extends BlockHandle {
  private readonly type: ViewType<View>;
  private seen: View | null = null;

  /** Use `alloc` of a memory manager. @internal */
  constructor(lender: Lender, type: ViewType<View>, length: number, options: LendOptions) {
    super(lender, bytesOf(type, length), options);
    this.type = type;
  }

  /** Elements. */
  get length(): number {
    return this.byteLength / elementBytes(this.type);
  }

  /**
   * The block as a view. It is made anew when the memory has grown, so read it again after anything that may allocate.
   * @throws DisposedError when the block was freed, or dropped by a request's end.
   */
  get view(): View {
    const { address, memory } = this;
    const { seen } = this;
    if (seen !== null && seen.buffer === memory.buffer && memory.buffer.byteLength !== 0) return seen;
    memory.wake();
    this.seen = new this.type(memory.buffer, address, this.length);
    return this.seen;
  }

  /**
   * Gives the block another length in elements; what both lengths share is kept. When it throws, nothing has changed.
   * @throws MemoryLimitError, OutOfMemoryError, InvalidSizeError, DisposedError
   */
  resize(length: number): void {
    this.resizeBytes(bytesOf(this.type, length));
    this.seen = null;
  }
}

function elementBytes(type: ViewType<unknown>): number {
  return type.BYTES_PER_ELEMENT ?? 1;
}

/** @throws InvalidSizeError unless `length` is an integer from 0. */
function bytesOf(type: ViewType<unknown>, length: number): number {
  checkSize(length, "length");
  return length * elementBytes(type);
}
