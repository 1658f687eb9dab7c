import { isPowerOfTwo, MAX_SEGMENT_SIZE } from "@zmm/layout";
import type { ByteScanner } from "./byte-scanner.js";
import { quoted } from "./format-error.js";
import type { TraceSettings } from "./trace.js";

/** The settings lines of the text formats: `#@NAME VALUE`. */
const SETTINGS = {
  limit: { key: "limit", min: 1 },
  segsize: { key: "segmentSize", min: 1 },
  reserve: { key: "reserveSize", min: 0 },
  failstorage: { key: "failStorage", min: 1 },
} as const satisfies Record<string, { key: keyof TraceSettings; min: number }>;

const NAMES = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
/** The most that settings may be which are not just sizes; a reserve is a block, which has an address of 32 bits. */
const MAXIMA: Readonly<Record<string, readonly [max: bigint, text: string]>> = {
  limit: [2n ** 63n - 1n, "2^63 - 1"],
  reserve: [2n ** 32n - 1n, "2^32 - 1"],
};

/** Settings while they are being read. */
export type SettingsDraft = { -readonly [Key in keyof TraceSettings]: TraceSettings[Key] };

/**
 * Takes in one settings line, already consumed up to its `#@`, at the scanner's place.
 * @throws TraceFormatError for an unknown name, a bad value or a second line for the same setting.
 */
export function readSetting(scanner: ByteScanner, draft: SettingsDraft): void {
  const words = scanner.restOfLine().trim().split(/\s+/);
  const [name = "", value = ""] = words;
  const known = NAMES.find((candidate) => candidate === name);
  if (known === undefined) scanner.fail(`unknown setting ${quoted(name)}`, `known are ${NAMES.join(", ")}`);
  const { key, min } = SETTINGS[known];
  if (words.length > 2) scanner.fail(`setting ${name} has more than one value`, `#@${name} NUMBER`);
  if (draft[key] !== undefined) scanner.fail(`setting ${name} is given twice`, "each setting once");
  const number = settingValue(scanner, name, value, min);
  if (key === "segmentSize") checkSegmentSize(scanner, number);
  draft[key] = number;
  scanner.skipLine();
}

/**
 * A setting's value. A limit may be any word of 63 bits that a double holds exactly, since PHP's default is 2^62;
 * the others are sizes and counts.
 * @throws TraceFormatError
 */
export function settingValue(scanner: ByteScanner, name: string, text: string, min: number): number {
  const [max, maxText] = MAXIMA[name] ?? [BigInt(Number.MAX_SAFE_INTEGER), "2^53 - 1"];
  const allowed = `an integer from ${min} to ${maxText}`;
  if (!/^\d+$/.test(text)) scanner.fail(`${name} ${quoted(text)} is not a number`, allowed);
  const value = BigInt(text);
  if (value > max) scanner.fail(`${name} ${text} is too big`, allowed);
  if (value < BigInt(min)) scanner.fail(`${name} ${text} is too small`, allowed);
  if (BigInt(Number(value)) !== value) scanner.fail(`${name} ${text} is not exact as a double`, allowed);
  return Number(value);
}

/** What heaps take is known when the line is: later nobody could name it. */
function checkSegmentSize(scanner: ByteScanner, bytes: number): void {
  if (bytes <= MAX_SEGMENT_SIZE && isPowerOfTwo(bytes)) return;
  scanner.fail(`segsize ${bytes} is no size of segments`, "a power of two up to 2^31");
}

/** The settings as the lines of a file, in a fixed order, each with its line end. */
export function settingLines(settings: TraceSettings): string {
  let text = "";
  for (const name of NAMES) {
    const value = settings[SETTINGS[name].key];
    if (value !== undefined) text += `#@${name} ${BigInt(value)}\n`;
  }
  return text;
}
