/** What runs are timed with. */
export const CLOCKS = ["wall", "cpu"] as const;

/**
 * `wall` is time as it passes. `cpu` is the time that this process had a processor for, all of its threads together:
 * on a machine that others use as well, what they take is not counted.
 */
export type Clock = (typeof CLOCKS)[number];

/** @throws Error that lists the clocks when there is no such one. */
export function clockNamed(name: string): Clock {
  const found = CLOCKS.find((clock) => clock === name);
  if (found === undefined) throw new Error(`no clock "${name}"; there are: ${CLOCKS.join(", ")}`);
  return found;
}

/** Seconds on the clock, counted from a moment that means nothing. */
export function secondsOn(clock: Clock): number {
  if (clock === "wall") return Number(process.hrtime.bigint()) / 1e9;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
