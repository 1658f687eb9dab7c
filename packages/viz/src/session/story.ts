/** What one operation does, in words: for a Zend heap the explanation of `@zmm/inspect`, ready to be shown. */
import {
  type Explanation,
  explain,
  type HeapReader,
  type Operation,
  outcomeText,
  STEP_RULES,
  type StorageAnswers,
} from "@zmm/inspect";
import { OP_ALLOCATE, OP_END_REQUEST, OP_FREE } from "@zmm/trace";
import { SECRETS } from "./heap-choice.js";

/** One thing that a heap does, ready to be shown. */
export interface StoryStep {
  /** What happens, in a sentence with the numbers of this case. */
  readonly text: string;
  /** The rule behind it, in general words; empty where the text says it all. */
  readonly rule: string;
  /** Where the specification has it, such as `3, alloc 1`; empty where it does not say. */
  readonly source: string;
  /** 0 for a step of the operation itself, 1 for one that another step sets off. */
  readonly depth: number;
  /** The blocks it looks at or changes, by address of their headers. */
  readonly blocks: readonly number[];
  /** The quirk of PHP's that it shows, such as `Q3`; empty for none. */
  readonly quirk: string;
}

/** One operation: the call, what the heap does, how it ends. */
export interface Story {
  /** The operation's number, from 1. */
  readonly number: number;
  /** The call as it is typed, such as `p = emalloc(24)`. */
  readonly call: string;
  /** Where in the program it comes from, such as `file.php:12`; empty where the trace does not say. */
  readonly site: string;
  readonly steps: readonly StoryStep[];
  /** How it ends, in words. */
  readonly outcome: string;
  /** Whether it did what was asked. */
  readonly succeeded: boolean;
  /** What the steps were made from; null where the heap is not a Zend heap. */
  readonly explanation: Explanation | null;
}

/** An operation of a trace, with what is known of its block. */
export interface TracedOperation {
  readonly number: number;
  readonly op: number;
  readonly size: number;
  /** Address of the block's bytes before the operation; 0 where there is none. */
  readonly address: number;
  readonly call: string;
  readonly site: string;
}

/** Explains an operation that a Zend heap is about to do. */
export function zendStory(operation: TracedOperation, reader: HeapReader, storage: StorageAnswers): Story {
  const explanation = explain(reader, asCall(operation), { storage, secrets: SECRETS });
  const { number, call, site } = operation;
  const { outcome } = explanation;
  const steps = explanation.steps.map(({ rule, text, depth, blocks, quirk }) => {
    const { says, spec } = STEP_RULES[rule];
    return { text, rule: says, source: spec, depth, blocks, quirk: quirk ?? "" };
  });
  const succeeded = outcome.kind === "address" || outcome.kind === "done";
  return { number, call, site, steps, outcome: outcomeText(outcome), succeeded, explanation };
}

/** An operation as the call that the heap gets. */
function asCall({ op, size, address }: TracedOperation): Operation {
  if (op === OP_ALLOCATE) return { kind: "allocate", size };
  if (op === OP_FREE) return { kind: "free", address };
  if (op === OP_END_REQUEST) return { kind: "endRequest" };
  return { kind: "reallocate", address, size };
}

/** What is known of an operation on a heap whose insides nobody explains. */
export function plainStory(operation: TracedOperation, result: number, succeeded: boolean): Story {
  const { number, call, site, op } = operation;
  const steps = [
    {
      text: "This is the system heap. Steps are told of the Zend heap only.",
      rule: "",
      source: "",
      depth: 0,
      blocks: [],
      quirk: "",
    },
  ];
  const gives = op === OP_FREE || op === OP_END_REQUEST ? "done" : `returns 0x${result.toString(16)}`;
  return { number, call, site, steps, outcome: succeeded ? gives : "no memory", succeeded, explanation: null };
}
