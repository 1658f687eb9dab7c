/** What users type behind an option, checked. */
import { isModelName, MODEL_NAMES, type ModelName } from "@zmm/layout";
import { UsageError } from "./exit.js";

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** The model of an option, `lp64` when there is none. @throws UsageError */
export function modelOption(value: unknown): ModelName {
  const name = single("--model", value) ?? "lp64";
  if (!isModelName(name)) throw new UsageError(`unknown model '${name}': known are ${MODEL_NAMES.join(", ")}`);
  return name;
}

/** Bytes, with K, M or G behind the number if wanted; undefined when the option is not given. @throws UsageError */
export function bytesOption(name: string, value: unknown): number | undefined {
  const text = single(name, value);
  if (text === undefined) return undefined;
  const [, digits, unit] = /^(\d+)([KMG]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit?.toUpperCase() ?? ""] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes) || bytes === 0) {
    throw new UsageError(`${name} '${text}' is not a size: it takes a whole number of bytes, or of K, M or G, above 0`);
  }
  return bytes;
}

/** An address, decimal or hexadecimal with 0x; undefined when the option is not given. @throws UsageError */
export function addressOption(name: string, value: unknown): number | undefined {
  const text = single(name, value);
  if (text === undefined) return undefined;
  const address = /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(address)) throw new UsageError(`${name} '${text}' is no address`);
  return address;
}

/** A count above 0; undefined when the option is not given. @throws UsageError */
export function countOption(name: string, value: unknown): number | undefined {
  const text = single(name, value);
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(number) || number === 0) throw new UsageError(`${name} '${text}' is not a number above 0`);
  return number;
}

/** The value of an option that is given at most once, as text that is not empty. @throws UsageError */
export function single(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw new UsageError(`${name} is given more than once`);
  if (value === "") throw new UsageError(`${name} is empty`);
  return String(value);
}
