/** What one operation does, in words: the explanation of `@zmm/inspect` where it has one, else sentences of our own. */
import {
  type Explanation,
  explain,
  type HeapReader,
  heapFields,
  type Operation,
  outcomeText,
  STEP_RULES,
  type StorageAnswers,
  segments,
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
  readonly steps: readonly StoryStep[];
  /** How it ends, in words. */
  readonly outcome: string;
  /** Whether it did what was asked. */
  readonly succeeded: boolean;
  /** What the steps were made from; null where the heap is not a Zend heap, and for the end of a request. */
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
}

/** Explains an operation that a Zend heap is about to do. */
export function zendStory(operation: TracedOperation, reader: HeapReader, storage: StorageAnswers): Story {
  if (operation.op === OP_END_REQUEST) return requestEnd(operation, reader);
  const explanation = explain(reader, asCall(operation), { storage, secrets: SECRETS });
  const { number, call } = operation;
  const { outcome } = explanation;
  const steps = explanation.steps.map(({ rule, text, depth, blocks, quirk }) => {
    const { says, spec } = STEP_RULES[rule];
    return { text, rule: says, source: spec, depth, blocks, quirk: quirk ?? "" };
  });
  const succeeded = outcome.kind === "address" || outcome.kind === "done";
  return { number, call, steps, outcome: outcomeText(outcome), succeeded, explanation };
}

/** An operation as the call that the heap gets. */
export function asCall({ op, size, address }: TracedOperation): Operation {
  if (op === OP_ALLOCATE) return { kind: "allocate", size };
  if (op === OP_FREE) return { kind: "free", address };
  return { kind: "reallocate", address, size };
}

/** What the end of a request is about to do, told from the heap as it is before. */
function requestEnd({ number, call }: TracedOperation, reader: HeapReader): Story {
  const { size, cached, realSize, realPeak, compactSize, reserveSize } = heapFields(reader);
  const all = [...segments(reader)];
  const oldest = all.at(-1);
  const say = (text: string, rule: string, blocks: number[] = []): StoryStep => {
    return { text, rule, source: "3, shutdown", depth: 0, blocks, quirk: "" };
  };
  const steps = [
    say(
      `${bytes(size)} in blocks, ${bytes(cached)} of them in the cache, are dropped without a single efree.`,
      "nothing is freed one by one: what the request left behind goes all at once",
    ),
    say(
      all.length > 1
        ? `${all.length - 1} of ${all.length} segments go back to the storage; the oldest stays.`
        : "There is one segment only, and it stays.",
      "the oldest segment is kept for the next request",
      oldest ? [oldest.firstBlock] : [],
    ),
    say("Cache, bitmaps, lists and trees are empty again.", "the structure starts anew, where it is"),
    say(
      oldest
        ? `The segment of ${bytes(oldest.size)} is one free block again${reserveSize > 0 ? `, from which a reserve of ${bytes(reserveSize)} is taken` : ""}.`
        : "There is no segment to keep.",
      "the next request begins as the first did, without asking the storage for memory",
    ),
  ];
  const compacts = compactSize > 0 && realPeak > compactSize;
  if (compacts) {
    steps.push(
      say(
        `The request had ${bytes(realPeak)} at its peak, more than ${bytes(compactSize)}: the storage is asked to compact.`,
        "after a large request, memory goes back to the system",
      ),
    );
  }
  const outcome = `${bytes(realSize - (oldest?.size ?? 0))} given back`;
  return { number, call, steps, outcome, succeeded: true, explanation: null };
}

/** What is known of an operation on a heap whose insides nobody explains. */
export function plainStory(operation: TracedOperation, result: number, succeeded: boolean): Story {
  const { number, call, op } = operation;
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
  return { number, call, steps, outcome: succeeded ? gives : "no memory", succeeded, explanation: null };
}

function bytes(count: number): string {
  return `${count.toLocaleString("en")} bytes`;
}
