/** Assertions that need no test framework: they throw, and every framework reports that. */

/** What the suite needs of a test framework; vitest, jest, mocha and `node:test` all have it. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => void): void;
}

/** An error class, to be told by `instanceof`. */
export type ErrorClass<E extends Error> = new (...args: never[]) => E;

/** Fails with `message` unless `holds`. */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

/** Fails unless `actual` is the same value as `expected`. */
export function checkEqual<T>(actual: T, expected: T, what: string): void {
  check(Object.is(actual, expected), `${what}: expected ${String(expected)}, got ${String(actual)}`);
}

/** Fails unless `action` throws an error of one of `classes`; returns that error. */
export function checkThrows<E extends Error>(
  action: () => unknown,
  classes: readonly ErrorClass<E>[],
  what: string,
): E {
  const names = classes.map((errorClass) => errorClass.name).join(" or ");
  let answer: unknown;
  try {
    answer = action();
  } catch (error) {
    const expected = classes.some((errorClass) => error instanceof errorClass);
    check(expected, `${what}: expected ${names}, got ${String(error)}`);
    return error as E;
  }
  throw new Error(`${what}: expected ${names}, got the answer ${String(answer)}`);
}
