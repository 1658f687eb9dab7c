/** What an explanation is made of: plain data, from which texts and pictures follow. */

import type { Write } from "./overlay.js";
import type { StepRule } from "./step-rules.js";

/** A call of a heap's interface. Addresses are those that the program holds: of the user's bytes. */
export type Operation =
  | { readonly kind: "allocate"; readonly size: number }
  | { readonly kind: "free"; readonly address: number }
  | { readonly kind: "reallocate"; readonly address: number; readonly size: number }
  | { readonly kind: "endRequest" };

/** One thing that the heap does, and why. */
export interface Step {
  readonly rule: StepRule;
  /** What happens, in a sentence with the numbers of this case. */
  readonly text: string;
  /** 0 for a step of the operation itself, 1 for one of something that it sets off, such as a flush. */
  readonly depth: number;
  /** The blocks that the step looks at or changes, by address of their headers, in the order of looking. */
  readonly blocks: readonly number[];
  /** The quirk that the step shows, where it shows one. */
  readonly quirk?: string;
}

/** How the call ends. */
export type Outcome =
  | {
      readonly kind: "address";
      /** What the call returns; above `NEW_SEGMENT` when the storage has yet to choose the segment's place. */
      readonly address: number;
      /** Bytes of the whole block there. */
      readonly blockSize: number;
    }
  | { readonly kind: "done" }
  | { readonly kind: "failure"; readonly error: "MEMORY_LIMIT" | "OUT_OF_MEMORY"; readonly message: string }
  | { readonly kind: "rejected"; readonly error: "INVALID_POINTER" | "INVALID_SIZE"; readonly reason: string }
  | { readonly kind: "corrupted"; readonly address: number; readonly detail: string };

/** What an operation will do, and why. */
export interface Explanation {
  readonly operation: Operation;
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  /** Every word of the heap's own that gets another value. The program's bytes are not followed. */
  readonly writes: readonly Write[];
}

/** What the storage would answer, where the caller knows it. */
export interface StorageAnswers {
  /** The address of a new segment, or 0 for no memory. By default `NEW_SEGMENT`. */
  allocate?(size: number): number;
  /** The address of a resized segment, or 0. By default it stays where it is. */
  reallocate?(address: number, oldSize: number, newSize: number): number;
}
