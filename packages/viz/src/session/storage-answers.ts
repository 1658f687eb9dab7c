/** What the storage answered in a step, for explanations that are told after it. */
import type { StorageAnswers } from "@zmm/inspect";
import type { TracedEvent } from "@zmm/storage";

/** The answers in the order in which the storage gave them; without any, what it is known to do next. */
export function storageAnswers(events: readonly TracedEvent[], fails: boolean): StorageAnswers {
  if (events.length === 0) return fails ? { allocate: () => 0 } : {};
  const allocated = results(events, "allocate");
  const resized = results(events, "reallocate");
  return {
    ...(allocated.length > 0 ? { allocate: () => allocated.shift() ?? 0 } : {}),
    ...(resized.length > 0 ? { reallocate: () => resized.shift() ?? 0 } : {}),
  };
}

function results(events: readonly TracedEvent[], call: "allocate" | "reallocate"): number[] {
  return events.filter((event) => event.call === call).map((event) => ("result" in event ? event.result : 0));
}
