/** What went wrong, in words for the page. */
import { ConfigurationError, OutOfMemoryError } from "@zmm/heap";
import { SnapshotError } from "@zmm/inspect";
import { NoMemoryError, StorageError } from "@zmm/storage";
import { TraceFormatError } from "@zmm/trace";
import { ScriptError } from "@zmm/viz";
import { InputError } from "./input-error.js";

/** Where on the page it belongs. */
export type ProblemPlace = "input" | "typing" | "settings" | "rival" | "share";

export interface Problem {
  readonly place: ProblemPlace;
  readonly title: string;
  readonly text: string;
}

/** An error as the page says it. */
export function problemOf(error: unknown, place: ProblemPlace): Problem {
  return { place, title: titleOf(error), text: textOf(error) };
}

function titleOf(error: unknown): string {
  if (error instanceof InputError) return error.title;
  if (error instanceof TraceFormatError) return "This trace cannot be read";
  if (error instanceof SnapshotError) return "This snapshot cannot be read";
  if (error instanceof ScriptError) return "This cannot be done";
  if (error instanceof OutOfMemoryError || error instanceof NoMemoryError) return "There is not enough memory";
  if (error instanceof ConfigurationError || error instanceof StorageError)
    return "No heap can start with these settings";
  return "This did not work";
}

function textOf(error: unknown): string {
  if (error instanceof TraceFormatError) {
    const where = error.line > 0 ? `${error.file}, line ${error.line.toLocaleString("en-US")}` : error.file;
    return `${where}: ${error.problem}. Allowed: ${error.allowed}.`;
  }
  if (error instanceof ScriptError) return `${error.problem}. Allowed: ${error.allowed}.`;
  if (error instanceof InputError) return error.message;
  if (error instanceof OutOfMemoryError || error instanceof NoMemoryError) {
    return `The memory cannot grow as far as the heap needs to start: ${sentence(error.message)} Give it more memory.`;
  }
  return sentence(error instanceof Error ? error.message : String(error));
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
