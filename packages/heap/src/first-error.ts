/** Several steps of which none depends on another: all are done, and then the first error is thrown, if there was one. */
export class FirstError {
  private readonly errors: unknown[] = [];

  attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.errors.push(error);
    }
  }

  /** @throws what the first step that failed threw. */
  throw(): void {
    if (this.errors.length > 0) throw this.errors[0];
  }
}
