/** What a check finds. */
import type { RuleName } from "./rules.js";

/** One broken invariant. */
export interface Violation {
  /** Address of the word, field or block where it shows, in bytes. */
  readonly address: number;
  readonly rule: RuleName;
  /** What should be there. */
  readonly expected: string;
  /** What is there. */
  readonly found: string;
  /** A guess at what happened; not more. */
  readonly cause: string;
}

/** A state that looks wrong and is not: one of the allocator's known quirks. */
export interface Note {
  readonly quirk: "Q2" | "Q3";
  readonly address: number;
  readonly text: string;
}

/** The outcome of a check. */
export interface Verdict {
  /** Whether there is no violation. */
  readonly healthy: boolean;
  readonly violations: readonly Violation[];
  readonly notes: readonly Note[];
  /** Whether there were more violations than the check was asked to list. */
  readonly truncated: boolean;
}

/** Gathers findings up to a limit, so that a heap of garbage gives a short report. */
export class Findings {
  readonly violations: Violation[] = [];
  readonly notes: Note[] = [];
  truncated = false;
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  violate(rule: RuleName, address: number, expected: string, found: string, cause: string): void {
    if (this.violations.length < this.max) this.violations.push({ address, rule, expected, found, cause });
    else this.truncated = true;
  }

  note(quirk: Note["quirk"], address: number, text: string): void {
    if (this.notes.length < this.max) this.notes.push({ quirk, address, text });
  }

  verdict(): Verdict {
    const { violations, notes, truncated } = this;
    return { healthy: violations.length === 0, violations, notes, truncated };
  }
}
