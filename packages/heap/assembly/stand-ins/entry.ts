// What the module exports: the three calls, on the heap whose structure lies at the first argument. The second is what in
// JavaScript is the memory's cells, and not looked at here: functions that only left it out would cost a call more.
export { allocateSize as allocate, freeAddress as free, reallocateSize as reallocate } from "./misses/whole-calls";
