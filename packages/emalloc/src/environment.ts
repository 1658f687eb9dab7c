/** Configuration by environment variables, with PHP's names and texts. @zend zend_mm_startup */
import { ConfigurationError, isPowerOfTwo } from "@zmm/heap";

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What an environment says; what it does not mention is left out. */
export interface EnvironmentSettings {
  /** False when `USE_ZEND_ALLOC` is 0: everything goes to the system heap. */
  readonly useZendAlloc: boolean;
  /** The storage's name. @zend ZEND_MM_MEM_TYPE */
  readonly storage: string | undefined;
  /** Bytes. @zend ZEND_MM_SEG_SIZE */
  readonly segmentSize: number | undefined;
  /** Bytes. @zend ZEND_MM_COMPACT */
  readonly compactSize: number | undefined;
}

const NUMBER = /^\s*([+-]?)(0x[0-9a-f]+|\d+)/i;
const SIZE = /^\s*(?:0x[0-9a-f]+|\d+)[kmg]?\s*$/i;
const FACTORS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/**
 * Reads the four variables that PHP reads.
 * @throws ConfigurationError with PHP's text when a value cannot be.
 */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const { USE_ZEND_ALLOC, ZEND_MM_MEM_TYPE, ZEND_MM_SEG_SIZE, ZEND_MM_COMPACT } = env;
  return {
    // as PHP has it, a variable that is set but holds no number counts as 0
    useZendAlloc: USE_ZEND_ALLOC === undefined || leadingInteger(USE_ZEND_ALLOC) !== 0,
    storage: ZEND_MM_MEM_TYPE,
    segmentSize: segmentSizeOf(ZEND_MM_SEG_SIZE),
    compactSize: sizeOf("ZEND_MM_COMPACT", ZEND_MM_COMPACT),
  };
}

/** The environment of the process, or an empty one where there is no process. */
export function processEnvironment(): Environment {
  const { process } = globalThis as { process?: { env?: Environment } };
  return process?.env ?? {};
}

/**
 * A number of bytes: a number as it is, or text as PHP takes it: decimal, octal after `0`, hexadecimal after `0x`, with
 * K, M or G for powers of 1024.
 * @throws ConfigurationError naming `what` when the text is no size.
 * @zend zend_atoi
 */
export function parseSize(size: number | string, what: string): number {
  if (typeof size === "number") return size;
  if (!SIZE.test(size)) throw new ConfigurationError(`${what} must be bytes, with K, M or G if need be, got '${size}'`);
  return leadingInteger(size) * (FACTORS[size.trim().slice(-1).toLowerCase()] ?? 1);
}

function sizeOf(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseSize(text, name);
}

function segmentSizeOf(text: string | undefined): number | undefined {
  const size = sizeOf("ZEND_MM_SEG_SIZE", text);
  if (size !== undefined && !isPowerOfTwo(size)) {
    throw new ConfigurationError("ZEND_MM_SEG_SIZE must be a power of two");
  }
  return size;
}

/** The integer that text starts with, as C's `strtol` reads it with base 0; 0 when it starts with none. */
function leadingInteger(text: string): number {
  const [, sign = "", digits = "0"] = NUMBER.exec(text) ?? [];
  const octal = /^0[0-7]+/.exec(digits)?.[0];
  const value = octal === undefined ? Number(digits) : Number.parseInt(octal, 8);
  return sign === "-" ? -value : value;
}
