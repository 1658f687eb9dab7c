import {
  allBlocks,
  blockWords,
  cacheChains,
  type HeapStatistics,
  heapFields,
  hexDump,
  Listing,
  largeTree,
  memberValue,
  renderBlock,
  renderBuckets,
  renderHeapStruct,
  renderMap,
  renderStatistics,
  renderTrees,
  restList,
  segments,
  smallBuckets,
  statistics,
  writeSnapshot,
} from "@zmm/inspect";
import { UsageError } from "../exit.js";
import { STDIO, save } from "../files.js";
import { bytes } from "../format.js";
import { addressOption, modelOption, single } from "../options.js";
import { loadSubject, type Subject } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface InspectOptions {
  readonly model?: unknown;
  readonly view?: unknown;
  readonly save?: unknown;
  readonly at?: unknown;
  readonly lldb?: unknown;
  readonly json?: boolean;
}

type View = (subject: Subject, terminal: Terminal) => string;

const VIEWS: Readonly<Record<string, View>> = {
  statistics: (subject, { colour }) => renderStatistics(statisticsOf(subject), { colour }),
  map: ({ reader }, { colour, width }) => renderMap(reader, { colour, width: width - 4 }),
  buckets: ({ reader }, { colour }) => renderBuckets(reader, { colour }),
  trees: ({ reader }, { colour }) => renderTrees(reader, { colour }),
  struct: ({ reader }, { colour }) => renderHeapStruct(reader, { colour }),
};
/** Bytes of a block that are shown in hexadecimal at most. */
const DUMPED_BYTES = 256;
const STANDARD = ["statistics", "map", "buckets", "trees"];

/** `zmm inspect SUBJECT`: what there is to see of a heap. */
export async function inspectCommand(spec: string, options: InspectOptions, terminal: Terminal): Promise<void> {
  const views = viewsOption(options.view);
  const file = single("--save", options.save);
  if (file === STDIO) throw new UsageError("--save -: standard output has the view; name a file");
  const at = addressOption("--at", options.at);
  const command = single("--lldb", options.lldb);
  const subject = await loadSubject(spec, modelOption(options.model));
  const { name, reader } = subject;
  if (file !== undefined) {
    const written = await save(file, await writeSnapshot(reader, { note: name }));
    // beside the output, which may be JSON
    process.stderr.write(`${file}: ${bytes(written)}\n`);
  }
  if (at !== undefined) return printBlock(subject, at, options, terminal);
  if (command !== undefined) return printListing(subject, command, options, terminal);
  if (options.json) return terminal.print(JSON.stringify(heapJson(subject)));
  terminal.print(terminal.color.bold(name));
  for (const view of views) {
    terminal.print();
    terminal.print(VIEWS[view]?.(subject, terminal));
  }
}

/** The block that an address lies in, member by member, and its first bytes with the names of what they are. */
function printBlock({ name, reader }: Subject, at: number, options: InspectOptions, terminal: Terminal): void {
  const block = [...allBlocks(reader)].find(({ address, size }) => at >= address && at < address + size);
  if (!block) throw new UsageError(`no block of ${name} lies at ${at}: zmm inspect --view map shows where they are`);
  if (options.json) {
    const words = [...blockWords(reader, block)].map((word) => ({ ...word, value: memberValue(reader, word) }));
    terminal.print(JSON.stringify({ name, block, words }));
    return;
  }
  const { colour } = terminal;
  terminal.print(renderBlock(reader, block, { colour }));
  terminal.print();
  terminal.print(hexDump(reader, block.address, Math.min(block.size, DUMPED_BYTES), { colour }));
}

/** What a debugger would print of the heap. */
function printListing({ name, reader }: Subject, command: string, options: InspectOptions, terminal: Terminal): void {
  const listing = new Listing(reader);
  if (options.json) terminal.print(JSON.stringify({ name, command, output: listing.run(command) }));
  else terminal.print(listing.show(command));
}

function viewsOption(value: unknown): readonly string[] {
  const view = single("--view", value);
  if (view === undefined) return STANDARD;
  const views = view.split(",");
  const unknown = views.find((one) => !Object.hasOwn(VIEWS, one));
  if (unknown === undefined) return views;
  throw new UsageError(`unknown view '${unknown}': known are ${Object.keys(VIEWS).join(", ")}`);
}

function statisticsOf({ reader, requested }: Subject): HeapStatistics {
  return statistics(reader, { requested });
}

/** Everything as plain data; addresses as numbers. */
function heapJson(subject: Subject): object {
  const { name, reader } = subject;
  return {
    name,
    model: reader.layout.model.name,
    address: reader.address,
    fields: heapFields(reader),
    statistics: statisticsOf(subject),
    segments: [...segments(reader)],
    blocks: [...allBlocks(reader)].map(({ address, size, type }) => [address, size, type]),
    cache: [...cacheChains(reader)],
    buckets: [...smallBuckets(reader)],
    rest: restList(reader),
    trees: [...largeTree(reader)],
  };
}
