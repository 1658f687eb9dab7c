import { ALIGNMENT, DATA_MODELS, type ModelName } from "@zmm/layout";
import type { ByteScanner } from "./byte-scanner.js";
import { quoted } from "./format-error.js";
import { GOLDEN_VERSION, type GoldenHeader } from "./golden.js";
import { settingValue } from "./settings.js";

const KEYS = ["model", "word", "align", "segsize", "compact", "reserve", "limit", "debug"] as const;
type Key = (typeof KEYS)[number];

/**
 * Reads the first line of a golden: `#zmm-golden 1 model=LP64 word=8 ... debug=0`.
 * @throws TraceFormatError when it is no such line, or of a model that there is not.
 */
export function readGoldenHeader(scanner: ByteScanner): GoldenHeader {
  const words = scanner.restOfLine().trim().split(/\s+/);
  checkMagic(scanner, words);
  const values = keyValues(scanner, words.slice(2));
  const model = modelOf(scanner, values);
  const header = {
    model,
    segmentSize: settingValue(scanner, "segsize", values.segsize, 1),
    compactSize: settingValue(scanner, "compact", values.compact, 0),
    reserveSize: settingValue(scanner, "reserve", values.reserve, 0),
    limit: settingValue(scanner, "limit", values.limit, 1),
  };
  scanner.skipLine();
  return header;
}

/** Whether a comment is the one that says the layout's constants; if so, what it says. */
export function readGoldenConstants(text: string): ReadonlyMap<string, number> | null {
  const match = /^ trace=(.*?)((?: [a-z]+=\d+)+)\s*$/.exec(text);
  if (!match) return null;
  const pairs = (match[2] as string).trim().split(" ");
  return new Map(pairs.map((pair) => pair.split("=") as [string, string]).map(([key, value]) => [key, Number(value)]));
}

function checkMagic(scanner: ByteScanner, words: readonly string[]): void {
  if (words[0] === "#zmm-trace") scanner.fail("this is a trace", "a golden; traces are for replaying");
  if (words[0] !== "#zmm-golden") {
    scanner.fail(`a golden does not begin with ${quoted(words.join(" "))}`, "#zmm-golden 1 model=...");
  }
  if (words[1] !== String(GOLDEN_VERSION)) {
    scanner.fail(`golden format version ${words[1] ?? "missing"}`, `version ${GOLDEN_VERSION}`);
  }
}

function keyValues(scanner: ByteScanner, words: readonly string[]): Record<Key, string> {
  const given = new Map<string, string>();
  for (const word of words) {
    const [key = "", value] = word.split("=", 2);
    if (value === undefined) scanner.fail(`${quoted(word)} is not NAME=VALUE`, `the names ${KEYS.join(", ")}`);
    given.set(key, value);
  }
  const missing = KEYS.filter((key) => !given.has(key));
  if (missing.length > 0) scanner.fail(`the header lacks ${missing.join(", ")}`, `the names ${KEYS.join(", ")}`);
  return Object.fromEntries(given) as Record<Key, string>;
}

/** Release and debug LP64 share a name there; `debug` tells them apart. */
function modelOf(scanner: ByteScanner, values: Record<Key, string>): ModelName {
  const name = values.model.toLowerCase() + (values.debug === "0" ? "" : "-debug");
  const model = Object.values(DATA_MODELS).find((candidate) => candidate.name === name);
  const shown = `model=${values.model} debug=${values.debug}`;
  if (!model) scanner.fail(`unknown model ${shown}`, "model=ILP32 debug=0, model=LP64 debug=0 or model=LP64 debug=1");
  if (values.word !== String(model.word)) scanner.fail(`word=${values.word} with ${shown}`, `word=${model.word}`);
  if (values.align !== String(ALIGNMENT)) scanner.fail(`align=${values.align}`, `align=${ALIGNMENT}`);
  return model.name;
}
