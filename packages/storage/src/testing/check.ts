import { StorageError } from "../errors.js";

/** Throws with `message` unless `condition` holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Throws unless both are the same. */
export function same(actual: unknown, expected: unknown, what: string): void {
  check(Object.is(actual, expected), `${what}: expected ${String(expected)}, got ${String(actual)}`);
}

/** Throws unless `call` throws a StorageError. */
export function refuses(call: () => unknown, what: string): void {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    check(error instanceof StorageError, `${what}: expected a StorageError, got ${String(error)}`);
    return;
  }
  throw new Error(`${what}: expected a StorageError, but it returned ${String(result)}`);
}
