/** The random marks of a debug heap, each a signed 32-bit value. */
import type { ZendHeap } from "../zend-heap.js";

export function cookieLow(h: ZendHeap): number {
  return h.secrets!.cookieLow;
}

export function cookieHigh(h: ZendHeap): number {
  return h.secrets!.cookieHigh;
}

export function startMagic(h: ZendHeap): number {
  return h.secrets!.startMagic;
}

export function endMagic(h: ZendHeap): number {
  return h.secrets!.endMagic;
}
