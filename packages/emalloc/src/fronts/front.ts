/** What emalloc, efree and erealloc go to: the part of a heap that is called for every block. */
import type { Heap } from "@zmm/heap";

export type Front = Pick<Heap, "allocate" | "free" | "reallocate">;
