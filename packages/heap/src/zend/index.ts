import type { MissFaults } from "../compiled/compiled-misses.js";
import { brokenRing, notFree, tooDeep, wrongParent } from "./misses/faults.js";

export { attachHeap, startHeap } from "./inspectable-startup.js";
export { startPlainHeap } from "./startup.js";
/** What compiled misses throw, for this data model. */
export const faults: MissFaults = { brokenRing, wrongParent, tooDeep, notFree };
