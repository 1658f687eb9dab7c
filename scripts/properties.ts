/** fast-check, for properties that start with the seed of the random tests. Where one fails, it prints the path to repeat. */
import fc from "fast-check";
import { SEED } from "./seed.js";

fc.configureGlobal({ seed: SEED });

export { fc };
