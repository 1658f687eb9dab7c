/** An explanation as text. */

import type { Explanation, Operation, Outcome, Step } from "../explain/explanation.js";
import { NEW_SEGMENT } from "../explain/overlay.js";
import { STEP_RULES } from "../explain/step-rules.js";
import { hex } from "../hex.js";
import { painter, type RenderOptions } from "./paint.js";

/** How an explanation is told. */
export interface ExplanationOptions extends RenderOptions {
  /** Whether to give behind each step the rule that it follows and where the specification has it; true. */
  readonly rules?: boolean;
}

/** The call, what the heap does step by step with the rule behind each, and how it ends. */
export function renderExplanation(explanation: Explanation, options: ExplanationOptions = {}): string {
  const paint = painter(options);
  const { steps, operation, outcome, writes } = explanation;
  const words = writes.length === 1 ? "1 word changes" : `${writes.length} words change`;
  return [
    paint("strong", callText(operation)),
    ...steps.flatMap((step, at) => stepLines(step, at + 1, options)),
    `  => ${paint(outcome.kind === "address" || outcome.kind === "done" ? "good" : "bad", outcomeText(outcome))}; ${words}`,
  ].join("\n");
}

/** The call as C spells it. */
export function callText(operation: Operation): string {
  if (operation.kind === "allocate") return `emalloc(${operation.size})`;
  if (operation.kind === "endRequest") return "shutdown_memory_manager(silent, 0)";
  if (operation.kind === "free") return `efree(${pointer(operation.address)})`;
  return `erealloc(${pointer(operation.address)}, ${operation.size})`;
}

function pointer(address: number): string {
  return address === 0 ? "NULL" : hex(address);
}

function stepLines(step: Step, number: number, options: ExplanationOptions): string[] {
  const paint = painter(options);
  const indent = "  ".repeat(step.depth + 1);
  const quirk = step.quirk === undefined ? "" : paint("cached", ` [quirk ${step.quirk}]`);
  const line = `${indent}${String(number).padStart(2)}. ${step.text}${quirk}`;
  if (options.rules === false) return [line];
  const { spec, says } = STEP_RULES[step.rule];
  return [line, paint("dim", `${indent}    ${says} (${spec})`)];
}

/** How the call ends, in words. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "address": {
      const { address, blockSize } = outcome;
      const where = address >= NEW_SEGMENT ? `offset ${hex(address - NEW_SEGMENT)} of the new segment` : hex(address);
      return `returns ${where}, in a block of ${blockSize} bytes`;
    }
    case "done":
      return "done";
    case "failure":
      return outcome.message;
    case "rejected":
      return `refused: ${outcome.reason}`;
    case "corrupted":
      return `zend_mm_heap corrupted at ${hex(outcome.address)}: ${outcome.detail}`;
  }
}
