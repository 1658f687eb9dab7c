export { attachHeap, startHeap } from "./startup.js";
