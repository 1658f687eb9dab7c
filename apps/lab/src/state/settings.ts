/** What heap to run: as the page's form and its address say it. */
import { isModelName, type ModelName } from "@zmm/layout";
import type { TraceSettings } from "@zmm/trace";
import type { HeapChoice } from "@zmm/viz";
import { formatBytes, parseBytes } from "./bytes.js";

export interface LabSettings {
  readonly heap: "zend" | "system";
  readonly model: ModelName;
  /** The storage provider's name. */
  readonly storage: string;
  /** Bytes of a segment; null: the trace's own, or 256 KiB. */
  readonly segmentSize: number | null;
  /** Memory limit in bytes; null: the trace's own, or none worth the name. */
  readonly limit: number | null;
  /** Bytes that segments may have together; null: as many as the storage can get. */
  readonly capacity: number | null;
}

export const DEFAULT_SETTINGS: LabSettings = {
  heap: "zend",
  model: "lp64",
  storage: "arrayBuffer",
  segmentSize: null,
  limit: null,
  capacity: null,
};

/** The storages that a page can offer, each with what it is. */
export const STORAGES: readonly { readonly name: string; readonly title: string }[] = [
  { name: "arrayBuffer", title: "array buffer" },
  { name: "resizable", title: "resizable buffer" },
  { name: "wasmMemory", title: "WebAssembly memory" },
  { name: "shared", title: "shared memory" },
  { name: "region", title: "region: 64 MiB that cannot grow" },
  { name: "scratch", title: "scratch, as on Windows" },
];

const DEFAULT_SEGMENT = 256 * 1024;
/** Bytes from which a limit stands for none: no address goes as far. PHP's own default is 2^62. */
const NO_LIMIT = 2 ** 32;

/** What a heap on a trace has where its settings say nothing: bytes of a segment, and the limit in bytes or null. */
export function traceDefaults({ segmentSize = DEFAULT_SEGMENT, limit = NO_LIMIT }: TraceSettings): {
  readonly segmentSize: number;
  readonly limit: number | null;
} {
  return { segmentSize, limit: limit < NO_LIMIT ? limit : null };
}

/** What the views' session takes. */
export function choiceOf(settings: LabSettings): HeapChoice {
  const { heap, model, storage, segmentSize, limit, capacity } = settings;
  return {
    heap,
    model,
    provider: storage,
    ...(segmentSize === null ? {} : { segmentSize }),
    ...(limit === null ? {} : { limit }),
    ...(capacity === null ? {} : { capacity }),
  };
}

/** Settings in a line, such as `zend lp64`, without those that are as they come. */
export function settingsTitle(settings: LabSettings): string {
  const { heap, model, storage, segmentSize, limit, capacity } = settings;
  return [
    heap === "system" ? "System heap" : `Zend heap, ${model}`,
    storage === DEFAULT_SETTINGS.storage ? "" : storage,
    segmentSize === null ? "" : `segments of ${formatBytes(segmentSize)}`,
    limit === null ? "" : `limit ${formatBytes(limit)}`,
    capacity === null ? "" : `${formatBytes(capacity)} of memory`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** Settings as a value of the address: `zend-lp64,storage=shared,limit=8M`. */
export function formatSettings(settings: LabSettings): string {
  const { heap, model, storage, segmentSize, limit, capacity } = settings;
  return [
    heap === "system" ? "system" : `zend-${model}`,
    storage === DEFAULT_SETTINGS.storage ? "" : `storage=${storage}`,
    segmentSize === null ? "" : `segments=${formatBytes(segmentSize)}`,
    limit === null ? "" : `limit=${formatBytes(limit)}`,
    capacity === null ? "" : `memory=${formatBytes(capacity)}`,
  ]
    .filter((part) => part !== "")
    .join(",");
}

/** Reads what `formatSettings` writes; what cannot be read stays as it comes. */
export function parseSettings(text: string): LabSettings {
  const [head = "", ...rest] = text.split(",");
  const model = head.replace(/^zend-/, "");
  const values = new Map(rest.map((part) => part.split("=") as [string, string | undefined]));
  const bytes = (name: string): number | null => parseBytes(values.get(name) ?? "");
  const storage = values.get("storage") ?? "";
  return {
    heap: head === "system" ? "system" : "zend",
    model: isModelName(model) ? model : DEFAULT_SETTINGS.model,
    storage: STORAGES.some(({ name }) => name === storage) ? storage : DEFAULT_SETTINGS.storage,
    segmentSize: bytes("segments"),
    limit: bytes("limit"),
    capacity: bytes("memory"),
  };
}
