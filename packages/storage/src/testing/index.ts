export { randomBelowOne } from "../random.js";
