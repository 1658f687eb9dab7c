/**
 * What an operation will do to a heap, and why, step by step with the rule behind each.
 *
 * Nothing is done: the operation runs on an overlay over the bytes, by an implementation of the specification that
 * shares nothing with the heap's own. So it is a second opinion too: where the two disagree, one of them is wrong.
 */
import type { DebugSecrets } from "../walk/debug-marks.js";
import type { HeapReader } from "../walk/heap-reader.js";
import { allocate } from "./allocate.js";
import { endRequest } from "./end-request.js";
import type { Explanation, Operation, Outcome, StorageAnswers } from "./explanation.js";
import { free } from "./free.js";
import { reallocate } from "./reallocate.js";
import { Ending, Simulation } from "./simulation.js";

/** An operation that was carried out on an overlay. */
export interface Simulated {
  readonly explanation: Explanation;
  /** The heap as it will be; reads like any other. */
  readonly after: HeapReader;
}

/** What the bytes of a heap do not say about the operation. */
export interface ExplainOptions {
  /** What the storage would answer; by default it has memory, and resizes segments where they are. */
  readonly storage?: StorageAnswers;
  /** The secrets of a debug heap; by default they are recovered, which takes a walk over all blocks. */
  readonly secrets?: DebugSecrets;
}

/** Explains an operation that is about to happen on the heap as it is. Never throws on damaged bytes. */
export function explain(heap: HeapReader, operation: Operation, options: ExplainOptions = {}): Explanation {
  return simulate(heap, operation, options).explanation;
}

/** The same, with the heap that results. */
export function simulate(heap: HeapReader, operation: Operation, options: ExplainOptions = {}): Simulated {
  const s = new Simulation(heap, options.storage ?? {}, options.secrets);
  const outcome = outcomeOf(s, operation);
  return { explanation: { operation, steps: s.steps, outcome, writes: s.heap.writes() }, after: s.heap };
}

function outcomeOf(s: Simulation, operation: Operation): Outcome {
  try {
    return perform(s, operation);
  } catch (error) {
    if (error instanceof Ending) return error.outcome;
    throw error;
  }
}

function perform(s: Simulation, operation: Operation): Outcome {
  if (operation.kind === "free") {
    free(s, operation.address);
    return { kind: "done" };
  }
  if (operation.kind === "endRequest") {
    endRequest(s);
    return { kind: "done" };
  }
  const { size } = operation;
  if (!Number.isSafeInteger(size) || size < 0) {
    const reason = "a size is an integer from 0 to 2^53 - 1";
    return { kind: "rejected", error: "INVALID_SIZE", reason };
  }
  const block = operation.kind === "allocate" ? allocate(s, size) : reallocate(s, operation.address, size);
  s.markRequest(block, size);
  return { kind: "address", address: block + s.heap.layout.headerSize, blockSize: s.heap.blockSize(block) };
}
