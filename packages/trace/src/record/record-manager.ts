import type { Heap } from "@zmm/heap";
import { type Recording, type RecordOptions, record } from "./record.js";

/** What is needed of a memory manager; that of `@zmm/emalloc` has it. */
export interface RecordableManager {
  /** The heap that serves requests. */
  readonly heap: Heap;
  /** Has another heap, in the same memory, serve requests; returns the one that did. */
  zend_mm_set_heap(heap: Heap): Heap;
}

/** A recording of a memory manager, which can be ended. */
export interface ManagerRecording extends Recording {
  /** Has the manager's own heap serve requests again; what was recorded stays. Calling it again does nothing. */
  stop(): void;
}

/**
 * Records what a memory manager asks of its heap from now on: whatever its many functions, handles and strings come to,
 * and the ends of requests. Blocks from before, and persistent ones, which lie in the system heap, are left out. As long
 * as it lasts the manager's heap is the recording one: `is_zend_mm` says no, and a debug manager notes no call sites.
 */
export function recordManager(manager: RecordableManager, options: RecordOptions = {}): ManagerRecording {
  const recording = record(manager.heap, options);
  const own = manager.zend_mm_set_heap(recording.heap);
  return {
    ...recording,
    stop: () => {
      if (manager.heap === recording.heap) manager.zend_mm_set_heap(own);
    },
  };
}
