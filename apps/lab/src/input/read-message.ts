/** What the page and its reading worker say to each other. */
import { type Trace, TraceFormatError } from "@zmm/trace";
import { InputError } from "../state/input-error.js";

export interface ReadRequest {
  /** What messages call the file. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An error in a form that crosses between threads. */
export interface SentError {
  readonly kind: "format" | "input" | "other";
  readonly file?: string;
  readonly line?: number;
  readonly problem?: string;
  readonly allowed?: string;
  readonly title?: string;
  readonly message: string;
}

export type ReadAnswer =
  | { readonly kind: "trace"; readonly trace: Trace }
  | { readonly kind: "snapshot"; readonly bytes: Uint8Array }
  | { readonly kind: "error"; readonly error: SentError };

export function sentError(error: unknown): SentError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TraceFormatError) {
    const { file, line, problem, allowed } = error;
    return { kind: "format", file, line, problem, allowed, message };
  }
  return error instanceof InputError ? { kind: "input", title: error.title, message } : { kind: "other", message };
}

/** The error that `sentError` was given, as good as new. */
export function receivedError(sent: SentError): Error {
  const { kind, file = "", line = 0, problem = "", allowed = "", title = "", message } = sent;
  if (kind === "format") return new TraceFormatError(file, line, problem, allowed);
  return kind === "input" ? new InputError(title, message) : new Error(message);
}
