import { NoMemoryError } from "./errors.js";

/** The memory that `make` makes, of `bytes` bytes at first. @throws NoMemoryError when the engine refuses. */
export function newMemory<M>(bytes: number, make: () => M): M {
  try {
    return make();
  } catch (error) {
    throw new NoMemoryError(bytes, error instanceof Error ? error.message : String(error));
  }
}
