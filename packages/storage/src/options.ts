import { StorageOptionError } from "./errors.js";

/** `value` if it is an integer of at least `least`. @throws StorageOptionError */
export function wholeNumber(option: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw new StorageOptionError(option, value, `an integer of at least ${least}`);
}

/** `value` if it fits 32 bits. @throws StorageOptionError */
export function word(option: string, value: unknown): number {
  if (typeof value === "number" && value >>> 0 === value) return value;
  throw new StorageOptionError(option, value, "an integer from 0 to 2^32 - 1");
}
