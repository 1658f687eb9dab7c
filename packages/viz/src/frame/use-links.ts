/** What ties the views together: what one of them points at lights up in all. */
import type { HeapSession } from "../session/heap-session.js";
import { overlaps, type Selection } from "../session/selection.js";

/** What a part of a picture needs in order to be linked; for `v-bind`. */
export interface LinkBinding {
  readonly class: Readonly<Record<string, boolean>>;
  onPointerenter(): void;
  onPointerleave(): void;
  onFocus(): void;
  onBlur(): void;
  onClick(): void;
}

export interface Links {
  /** Lights a part up with all others that show the same bytes, and makes it light them up. */
  link(selection: Selection): LinkBinding;
  isSelected(range: { readonly address: number; readonly bytes: number }): boolean;
  /** Whether the last step wrote any of these bytes. */
  isTouched(range: { readonly address: number; readonly bytes: number }): boolean;
}

export function useLinks(session: () => HeapSession): Links {
  const isSelected: Links["isSelected"] = (range) => overlaps(session().selection.value, range);
  const isTouched: Links["isTouched"] = (range) => session().isTouched(range);
  return {
    isSelected,
    isTouched,
    link: (selection) => ({
      class: { "is-selected": isSelected(selection), "is-touched": isTouched(selection) },
      onPointerenter: () => session().hover(selection),
      onPointerleave: () => session().hover(null),
      onFocus: () => session().hover(selection),
      onBlur: () => session().hover(null),
      onClick: () => session().pin(isPinned(session(), selection) ? null : selection),
    }),
  };
}

function isPinned(session: HeapSession, { address, bytes, kind }: Selection): boolean {
  const pinned = session.pinned.value;
  return pinned !== null && pinned.address === address && pinned.bytes === bytes && pinned.kind === kind;
}
