import { attemptAll } from "@zmm/heap";
import type { BlockHandle } from "./block-handle.js";
import type { Lender, LendOptions } from "./lender.js";
import { StringBlock } from "./string-block.js";
import { TypedBlock, type ViewType } from "./typed-block.js";

/**
 * Gives out blocks and frees them all when it ends, the last one first: at the end of its `using` block, or with
 * `scoped` when the function returns or throws.
 */
export class MemoryScope implements Disposable {
  private readonly lender: Lender;
  private readonly handles = new Set<BlockHandle>();

  /** Use `scope` of a memory manager. @internal */
  constructor(lender: Lender) {
    this.lender = lender;
  }

  /** As `MemoryManager.alloc`. */
  alloc<View extends ArrayBufferView>(
    type: ViewType<View>,
    length: number,
    options: LendOptions = {},
  ): TypedBlock<View> {
    return this.take(new TypedBlock(this.lender, type, length, options));
  }

  /** As `MemoryManager.string`. */
  string(text: string, options: LendOptions = {}): StringBlock {
    return this.take(new StringBlock(this.lender, text, options));
  }

  /** Makes a handle this scope's: it is freed with the others. */
  take<H extends BlockHandle>(handle: H): H {
    this.handles.add(handle);
    return handle;
  }

  /** Makes a handle the caller's again: it outlives the scope. */
  release<H extends BlockHandle>(handle: H): H {
    this.handles.delete(handle);
    return handle;
  }

  /** Frees all blocks, also when freeing one of them throws; then the first error comes out at the end. */
  free(): void {
    const steps = [...this.handles].reverse().map((handle) => handle.free.bind(handle));
    this.handles.clear();
    attemptAll(steps);
  }

  [Symbol.dispose](): void {
    this.free();
  }
}
