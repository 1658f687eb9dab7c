/** Takes steps of which none depends on another: all of them, whatever one throws. @throws the first error, at the end. */
export function attemptAll(steps: Iterable<() => void>): void {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
