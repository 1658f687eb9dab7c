import { computed, type Ref, ref, type WritableComputedRef, watch } from "vue";
import type { HeapSession } from "../session/heap-session.js";

/** What a choice among buckets goes by. */
interface Cell {
  readonly index: number;
  readonly on: boolean;
  readonly touched: boolean;
}

/**
 * Which bucket a view shows. As long as nobody has chosen one by hand, it follows the heap: to the bucket that the last
 * step changed, or from an empty one to the first that is not.
 * @param first what is shown when all are empty, or what the page wants to show.
 */
export function useChosen(
  session: () => HeapSession,
  cells: () => readonly Cell[],
  first: number,
  isFixed: boolean,
): { readonly chosen: WritableComputedRef<number>; show(index: number): void } {
  const index: Ref<number> = ref(isFixed ? first : (followed(cells(), first) ?? first));
  const byHand = ref(isFixed);
  watch(
    () => [session(), session().version.value] as const,
    ([now], [before]) => {
      if (now !== before) byHand.value = isFixed;
      if (!byHand.value) index.value = followed(cells(), index.value) ?? index.value;
    },
  );
  const chosen = computed({
    get: () => index.value,
    set: (value) => {
      byHand.value = true;
      index.value = value;
    },
  });
  return {
    chosen,
    show: (value) => {
      index.value = value;
    },
  };
}

function followed(cells: readonly Cell[], current: number): number | null {
  const touched = cells.filter((each) => each.touched);
  const best = touched.find(({ on }) => on) ?? touched[0];
  if (best) return touched.some(({ index }) => index === current) ? current : best.index;
  return cells[current]?.on ? current : (cells.find(({ on }) => on)?.index ?? null);
}
