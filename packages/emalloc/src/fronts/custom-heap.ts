import type { Heap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import { checkSize } from "../safe-size.js";

/** Functions that take the place of a heap's own. @zend zend_mm_set_custom_handlers */
export interface CustomHandlers {
  /** A new block of `size` bytes; 0 is passed on to the caller as it is. */
  malloc(size: number): number;
  free(address: number): void;
  realloc(address: number, size: number): number;
}

/**
 * A heap whose blocks come from elsewhere, and which so knows nothing of them: sizes are 0, a request's end drops
 * nothing, the limit limits nothing. So PHP answers with `USE_ZEND_ALLOC=0` and with custom handlers.
 * Its accounts are those of the heap that it stands before, if there is one.
 */
export class CustomHeap implements Heap {
  readonly memory: LinearMemory;
  readonly handlers: CustomHandlers;
  private readonly behind: Heap | null;
  private bytes = 0;

  constructor(memory: LinearMemory, handlers: CustomHandlers, behind: Heap | null) {
    this.memory = memory;
    this.handlers = handlers;
    this.behind = behind;
  }

  allocate(size: number): number {
    return this.handlers.malloc(size);
  }

  free(address: number): void {
    this.handlers.free(address);
  }

  reallocate(address: number, size: number): number {
    return this.handlers.realloc(address, size);
  }

  blockSize(): number {
    return 0;
  }

  usage(real = false): number {
    return this.behind?.usage(real) ?? 0;
  }

  peakUsage(real = false): number {
    return this.behind?.peakUsage(real) ?? 0;
  }

  get limit(): number {
    return this.behind?.limit ?? this.bytes;
  }

  set limit(bytes: number) {
    if (this.behind !== null) this.behind.limit = bytes;
    else {
      checkSize(bytes, "limit");
      this.bytes = bytes;
    }
  }

  endRequest(): void {}

  dispose(): void {
    this.behind?.dispose();
  }
}
