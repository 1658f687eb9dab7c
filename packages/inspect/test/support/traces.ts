/** The corpus' traces, replayed here without the trace package, which builds on this one. */
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ZendHeap, type ZendHeapOptions } from "@zmm/heap";
import { arrayBuffer, failing, ZmmError } from "@zmm/storage";
import { type Recording, recording } from "./recording.js";

const CORPUS = new URL("../../../corpus/", import.meta.url);

/** The names of the traces that have a golden file for a model. */
export function goldenTraces(model: string): string[] {
  const files = readdirSync(new URL(`golden-${model}/`, CORPUS));
  return files.map((file) => file.replace(".golden.gz", "")).sort();
}

export function readTrace(name: string): string[] {
  return gunzipSync(readFileSync(new URL(`traces/${name}.trace.gz`, CORPUS)))
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "");
}

/** One line of a trace as an operation on the heap, with the addresses of the moment. */
export type TraceStep =
  | { readonly kind: "allocate"; readonly id: number; readonly size: number }
  | { readonly kind: "free"; readonly id: number; readonly address: number }
  | { readonly kind: "reallocate"; readonly id: number; readonly address: number; readonly size: number }
  | { readonly kind: "endRequest" };

/** Replays a trace's lines on a new heap of its settings. */
export class TraceRun {
  readonly heap: ZendHeap;
  readonly storage: Recording;
  readonly steps: readonly string[];
  readonly #addresses = new Map<number, number>();

  constructor(lines: readonly string[], options: ZendHeapOptions) {
    const setting = (name: string) => {
      const line = lines.find((each) => each.startsWith(`#@${name} `));
      return line === undefined ? undefined : Number(line.split(" ")[1]);
    };
    const settings = { limit: setting("limit"), segmentSize: setting("segsize"), reserveSize: setting("reserve") };
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    const memory = failing(arrayBuffer(), { every: setting("failstorage") ?? 0 });
    this.storage = recording(memory);
    this.heap = ZendHeap.create(this.storage, { ...given, ...options });
    memory.reset();
    this.steps = lines.filter((line) => !line.startsWith("#"));
  }

  /** What a line does. */
  step(line: string): TraceStep {
    const [kind, idText, sizeText] = line.split(" ");
    const id = Number(idText);
    const address = this.#addresses.get(id) ?? 0;
    if (kind === "a") return { kind: "allocate", id, size: Number(sizeText) };
    if (kind === "f") return { kind: "free", id, address };
    if (kind === "r") return { kind: "reallocate", id, address, size: Number(sizeText) };
    return { kind: "endRequest" };
  }

  /** Does it; returns the address given, or the error when there was no memory. */
  run(step: TraceStep): number | ZmmError {
    if (step.kind === "endRequest") {
      this.heap.endRequest();
      this.#addresses.clear();
      return 0;
    }
    if (step.kind === "free") {
      this.heap.free(step.address);
      this.#addresses.delete(step.id);
      return 0;
    }
    try {
      const address =
        step.kind === "allocate" ? this.heap.allocate(step.size) : this.heap.reallocate(step.address, step.size);
      this.#addresses.set(step.id, address);
      return address;
    } catch (error) {
      if (error instanceof ZmmError && ["MEMORY_LIMIT", "OUT_OF_MEMORY"].includes(error.code)) return error;
      throw error;
    }
  }
}
