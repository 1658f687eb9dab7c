// Debug heaps are not compiled: nobody calls these.
import type { ZendHeap } from "../zend-heap";

export function sealBlock(_h: ZendHeap, _block: i32): void {}

export function setMagic(_h: ZendHeap, _block: i32, _magic: i32): void {}
