/** What users type behind the bench's flags, checked before anything is measured. */
import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";

/** The text of a flag that is given at most once; undefined when it is not given. @throws Error */
export function textFlag(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw new Error(`${name} is given more than once`);
  if (value === "") throw new Error(`${name} is empty`);
  return String(value);
}

/** A whole number above 0. @throws Error */
export function countFlag(name: string, value: unknown): number {
  const text = textFlag(name, value) ?? "";
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count === 0 || !Number.isSafeInteger(count)) throw new Error(`${name} "${text}" is not a whole number above 0`);
  return count;
}

/** A file that can be written once there is something to write. @throws Error */
export function outputFlag(name: string, value: unknown): string | undefined {
  const path = textFlag(name, value);
  if (path === undefined) return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw new Error(`${name} ${path}: this is a folder, not a file`);
  try {
    accessSync(found ? path : dirname(path), constants.W_OK);
  } catch {
    throw new Error(`${name} ${path}: cannot be written`);
  }
  return path;
}
