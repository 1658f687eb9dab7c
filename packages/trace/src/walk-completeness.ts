import type { GoldenLine } from "./golden.js";

/**
 * Whether the walk of a golden is whole, by what it says of itself: as many segments as the last state counts, each
 * closed by its guard, and each free and cached block named by a list. Tells a file that was cut off between two
 * lines from a heap that answered something else.
 */
export function isWholeWalk(walk: readonly GoldenLine[], lastState: string): boolean {
  const counts = { segments: 0, guards: 0, free: 0, cached: 0, listed: 0, chained: 0, owed: 0 };
  for (const { text } of walk) countLine(counts, text.split(" "));
  const expected = Number(lastState.split(" ").at(-1));
  return (
    counts.segments === expected &&
    counts.guards === expected &&
    counts.free === counts.listed &&
    counts.cached === counts.chained &&
    counts.owed === 0
  );
}

type Counts = Record<"segments" | "guards" | "free" | "cached" | "listed" | "chained" | "owed", number>;

function countLine(counts: Counts, words: readonly string[]): void {
  const [letter, , , last] = words;
  if (letter === "g") counts.segments++;
  else if (letter === "b" && last === "guard") counts.guards++;
  else if (letter === "b" && last === "free") counts.free++;
  else if (letter === "b" && last === "cached") counts.cached++;
  else if (letter === "k") counts.chained += words.length - 2;
  else if (letter === "q") counts.listed += words.length - 2;
  else if (letter === "t") counts.listed += words.length - 1;
  else if (letter === "l") countNode(counts, Number(words.at(-1)));
  else if (letter === "m") countSiblings(counts, words.length - 1);
}

/** A node announces its siblings; they follow on a line of their own. */
function countNode(counts: Counts, siblings: number): void {
  counts.listed++;
  counts.owed += siblings;
}

function countSiblings(counts: Counts, siblings: number): void {
  counts.listed += siblings;
  counts.owed -= siblings;
}
