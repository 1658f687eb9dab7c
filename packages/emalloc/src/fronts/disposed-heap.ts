import { DisposedError, type Heap } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";

/** What a disposed manager's calls go to: every use says so. */
export class DisposedHeap implements Heap {
  readonly memory: LinearMemory;

  constructor(memory: LinearMemory) {
    this.memory = memory;
  }

  allocate(): never {
    throw ended();
  }

  free(): never {
    throw ended();
  }

  reallocate(): never {
    throw ended();
  }

  blockSize(): never {
    throw ended();
  }

  usage(): never {
    throw ended();
  }

  peakUsage(): never {
    throw ended();
  }

  get limit(): never {
    throw ended();
  }

  set limit(_bytes: number) {
    throw ended();
  }

  endRequest(): never {
    throw ended();
  }

  dispose(): void {}
}

function ended(): DisposedError {
  return new DisposedError("the memory manager");
}
