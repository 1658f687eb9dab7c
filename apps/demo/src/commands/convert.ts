import { arrayBuffer } from "@zmm/storage";
import {
  chromeSpanCount,
  chromeTracePieces,
  compare,
  startHeap,
  type Trace,
  toPprof,
  toSpeedscope,
  tracePieces,
  writeBinaryTrace,
} from "@zmm/trace";
import { UsageError } from "../exit.js";
import { type Content, save, tellOfFile } from "../files.js";
import { bytes, count } from "../format.js";
import { single } from "../options.js";
import { loadRun } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface ConvertOptions {
  readonly output?: unknown;
  readonly to?: unknown;
  readonly json?: boolean;
}

/** Spans of a Chrome trace from which on viewers have a hard time. */
const MANY_SPANS = 1_000_000;

/** What can be written, and the file names that ask for it. */
const FORMATS: Readonly<Record<string, { ending: RegExp; write: (trace: Trace) => Content }>> = {
  text: { ending: /\.trace$/, write: (trace) => tracePieces(trace) },
  binary: { ending: /\.(ztrace|bin)$/, write: (trace) => writeBinaryTrace(trace) },
  speedscope: { ending: /\.speedscope(\.json)?$/, write: toSpeedscope },
  chrome: { ending: /\.json$/, write: chromeTrace },
  pprof: { ending: /\.(pprof|pb)$/, write: toPprof },
};

/** `zmm convert IN -o OUT`: traces of all formats that are read, to any that is written. */
export async function convertCommand(spec: string, options: ConvertOptions, terminal: Terminal): Promise<void> {
  const output = single("--output", options.output);
  if (output === undefined) throw new UsageError("convert needs a file to write: -o FILE");
  const format = formatOption(output, single("--to", options.to));
  const { trace } = await loadRun(spec);
  const written = await save(output, format.write(trace), output.endsWith(".gz"));
  const { length: operations } = trace;
  const said = options.json
    ? JSON.stringify({ output, operations, bytes: written })
    : `${output}: ${count(operations)} operations, ${bytes(written)}`;
  tellOfFile(output, said, terminal);
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

function chromeTrace(trace: Trace): Content {
  const spans = chromeSpanCount(trace);
  if (spans > MANY_SPANS) {
    process.stderr.write(
      `zmm: the call sites make ${count(spans)} spans, which few viewers open: convert a part, as in TRACE@10000\n`,
    );
  }
  const heap = startHeap(trace, arrayBuffer(), { model: "lp64" });
  const [result] = compare(trace, { zend: heap }, { samples: 1000 });
  heap.dispose();
  return chromeTracePieces(trace, result?.samples ?? []);
}
