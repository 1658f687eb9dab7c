/**
 * A matcher for vitest, jest and whoever else has `expect.extend`.
 *
 * ```ts
 * import { toHaveNoLeaks } from "@zmm/emalloc/matchers";
 * expect.extend({ toHaveNoLeaks });
 * expect(manager).toHaveNoLeaks();
 * ```
 */
import type { Leak } from "../debug/leaks.js";

/** What is looked at: a memory manager, or how a request of it ended. */
export type LeakBearer = Readonly<{ leakedBytes: number; leaks: readonly Leak[] | (() => readonly Leak[]) }>;

/** What a matcher answers. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Passes when nothing allocated since the request's start is live: known by call site in the debug model. */
export function toHaveNoLeaks(received: unknown): MatcherResult {
  if (!bearsLeaks(received)) {
    return { pass: false, message: () => "toHaveNoLeaks looks at a memory manager, or at what endRequest answers" };
  }
  const leaks = typeof received.leaks === "function" ? received.leaks() : received.leaks;
  const pass = received.leakedBytes === 0 && leaks.length === 0;
  return { pass, message: () => (pass ? "expected leaks, found none" : complaint(received.leakedBytes, leaks)) };
}

function complaint(bytes: number, leaks: readonly Leak[]): string {
  const places = leaks.map(({ site, size }) => {
    const inside = site.function === undefined ? "" : `, in ${site.function}`;
    return `  ${size} bytes from ${site.file}:${site.line}${inside}`;
  });
  return [`expected no leaks, ${bytes} bytes are still in use`, ...places].join("\n");
}

function bearsLeaks(value: unknown): value is LeakBearer {
  return typeof value === "object" && value !== null && "leakedBytes" in value && "leaks" in value;
}
