import {
  allBlocks,
  cacheChains,
  type HeapStatistics,
  heapFields,
  largeTree,
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
import { save } from "../files.js";
import { modelOption, single } from "../options.js";
import { loadSubject, type Subject } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface InspectOptions {
  readonly model?: unknown;
  readonly view?: unknown;
  readonly save?: unknown;
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
const STANDARD = ["statistics", "map", "buckets", "trees"];

/** `zmm inspect SUBJECT`: what there is to see of a heap. */
export async function inspectCommand(spec: string, options: InspectOptions, terminal: Terminal): Promise<void> {
  const views = viewsOption(options.view);
  const subject = await loadSubject(spec, modelOption(options.model));
  const { name, reader } = subject;
  const file = single("--save", options.save);
  if (file !== undefined) await save(file, await writeSnapshot(reader, { note: name }));
  if (options.json) return terminal.print(JSON.stringify(heapJson(subject)));
  terminal.print(terminal.color.bold(name));
  for (const view of views) {
    terminal.print();
    terminal.print(VIEWS[view]?.(subject, terminal));
  }
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
