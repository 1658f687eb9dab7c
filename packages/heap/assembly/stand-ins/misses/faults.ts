// JavaScript makes the errors, and throws them through the module.
import type { Cells } from "../zend-heap";

export declare function brokenRing(address: i32): void;
export declare function wrongParent(block: i32): void;
export declare function tooDeep(block: i32): void;
export declare function notFree(m: Cells, block: i32): void;
