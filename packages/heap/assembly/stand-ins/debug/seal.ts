// Debug heaps are not compiled: nobody calls these.
import type { ZendHeap } from "../zend-heap";

export function sealBlock(_h: ZendHeap, _block: u32): void {}

export function setMagic(_h: ZendHeap, _block: u32, _magic: u32): void {}
