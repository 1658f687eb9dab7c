import { StorageOptionError } from "./errors.js";

/** `value` if it is an integer of at least `least`. @throws StorageOptionError */
export function wholeNumber(option: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw new StorageOptionError(option, value, `an integer of at least ${least}`);
}
