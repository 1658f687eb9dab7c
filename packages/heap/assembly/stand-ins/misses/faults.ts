// JavaScript makes the errors, and throws them through the module.
import type { Cells } from "../zend-heap";

export declare function brokenRing(address: u32): void;
export declare function wrongParent(block: u32): void;
export declare function tooDeep(block: u32): void;
export declare function notFree(m: Cells, block: u32): void;
