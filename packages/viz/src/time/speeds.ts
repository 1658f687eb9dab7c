/** Operations a second that playing can do. */
export const SPEEDS: readonly number[] = [1, 2, 5, 20, 100, 1000, 10_000, 100_000];

/** The speed that a new trace plays at: so that all of it takes about half a minute, and scripts can be followed. */
export function speedFor(length: number): number {
  return SPEEDS.find((speed) => length / speed <= 30) ?? SPEEDS.at(-1)!;
}
