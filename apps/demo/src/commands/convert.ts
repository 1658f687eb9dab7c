import { gzipSync } from "node:zlib";
import { arrayBuffer } from "@zmm/storage";
import {
  compare,
  startHeap,
  type Trace,
  toChromeTrace,
  toPprof,
  toSpeedscope,
  writeBinaryTrace,
  writeTrace,
} from "@zmm/trace";
import { UsageError } from "../exit.js";
import { load, save, traceOf } from "../files.js";
import { bytes, count } from "../format.js";
import { single } from "../options.js";
import type { Terminal } from "../terminal.js";

export interface ConvertOptions {
  readonly output?: unknown;
  readonly to?: unknown;
  readonly json?: boolean;
}

/** What can be written, and the file names that ask for it. */
const FORMATS: Readonly<Record<string, { ending: RegExp; write: (trace: Trace) => string | Uint8Array }>> = {
  text: { ending: /\.trace$/, write: (trace) => writeTrace(trace) },
  binary: { ending: /\.(ztrace|bin)$/, write: (trace) => writeBinaryTrace(trace) },
  speedscope: { ending: /\.speedscope(\.json)?$/, write: toSpeedscope },
  chrome: { ending: /\.json$/, write: chromeTrace },
  pprof: { ending: /\.(pprof|pb)$/, write: toPprof },
};

/** `zmm convert IN -o OUT`: traces of all formats that are read, to any that is written. */
export async function convertCommand(path: string, options: ConvertOptions, terminal: Terminal): Promise<void> {
  const output = single("--output", options.output);
  if (output === undefined) throw new UsageError("convert needs a file to write: -o FILE");
  const format = formatOption(output, single("--to", options.to));
  const trace = traceOf(await load(path), path);
  const content = Buffer.from(format.write(trace));
  const packed = output.endsWith(".gz") ? gzipSync(content) : content;
  await save(output, packed);
  const { length: operations } = trace;
  if (options.json) terminal.print(JSON.stringify({ output, operations, bytes: packed.length }));
  else terminal.print(`${output}: ${count(operations)} operations, ${bytes(packed.length)}`);
}

function formatOption(output: string, name: string | undefined): (typeof FORMATS)[string] {
  const known = Object.keys(FORMATS).join(", ");
  if (name !== undefined) {
    const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
    if (!format) throw new UsageError(`unknown format '${name}': known are ${known}`);
    return format;
  }
  const plain = output.replace(/\.gz$/, "");
  const format = Object.values(FORMATS).find(({ ending }) => ending.test(plain));
  if (!format) throw new UsageError(`${output} does not say which format it should be: give --to, one of ${known}`);
  return format;
}

function chromeTrace(trace: Trace): string {
  const [result] = compare(trace, { zend: startHeap(trace, arrayBuffer(), { model: "lp64" }) }, { samples: 1000 });
  return toChromeTrace(trace, result?.samples ?? []);
}
