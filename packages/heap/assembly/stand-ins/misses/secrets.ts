// The marks of a debug heap, which its instance of the module is made with.
import type { ZendHeap } from "../zend-heap";

declare const COOKIE_LOW: u32;
declare const COOKIE_HIGH: u32;
declare const START_MAGIC: u32;
declare const END_MAGIC: u32;

export function cookieLow(_h: ZendHeap): u32 {
  return COOKIE_LOW;
}

export function cookieHigh(_h: ZendHeap): u32 {
  return COOKIE_HIGH;
}

export function startMagic(_h: ZendHeap): u32 {
  return START_MAGIC;
}

export function endMagic(_h: ZendHeap): u32 {
  return END_MAGIC;
}
