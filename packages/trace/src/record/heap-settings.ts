import type { Heap, ZendHeap } from "@zmm/heap";
import { HeapReader, heapFields } from "@zmm/inspect";
import { RESERVE_SIZE, SEGMENT_SIZE } from "@zmm/layout";
import type { TraceSettings } from "../trace.js";

/** The settings with which another heap does what this one does: what differs from the defaults of its model. */
export function settingsOf(heap: Heap): TraceSettings {
  if (!isZendHeap(heap)) return {};
  const { memory, address, layout, limit } = heap;
  const { segmentSize, reserveSize } = heapFields(new HeapReader({ memory, address, layout }));
  return {
    ...(limit !== layout.defaultLimit && { limit }),
    ...(segmentSize !== SEGMENT_SIZE && { segmentSize }),
    ...(reserveSize !== RESERVE_SIZE && { reserveSize }),
  };
}

/** Whether a heap is a Zend heap: no other has a layout. */
function isZendHeap(heap: Heap): heap is ZendHeap {
  return "layout" in heap && "address" in heap;
}
