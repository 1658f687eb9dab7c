/** The keys of time: what each does, or null for one that does nothing here. */
export type TimeMove = "back" | "forward" | "start" | "end" | "toggle" | "farBack" | "farForward";

const KEYS: Readonly<Record<string, TimeMove>> = {
  ArrowLeft: "back",
  h: "back",
  ArrowRight: "forward",
  l: "forward",
  " ": "toggle",
  Home: "start",
  End: "end",
  PageUp: "farBack",
  PageDown: "farForward",
};

/** What pressing a key means for time; null for nothing, and where the key belongs to what has the focus. */
export function timeMoveOf(event: KeyboardEvent): TimeMove | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const move = KEYS[event.key] ?? null;
  if (move === null) return null;
  return needsKey(event.target, event.key) ? null : move;
}

/** Whether an element does something of its own with a key, or a dialog stands before what time moves. */
function needsKey(target: EventTarget | null, key: string): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("textarea, select, [contenteditable], [role='application'], [role='grid']") !== null) return true;
  if (target instanceof HTMLInputElement) return inputNeedsKey(target.type, key);
  const scrolls = key.startsWith("Page") || key === "Home" || key === "End";
  // what is focusable without being pressable is there to be scrolled
  if (key.startsWith("Arrow") && target.matches("[tabindex]:not(button)")) return true;
  return (
    (key === " " && target.closest("button, a, summary") !== null) || (scrolls && target.closest("[tabindex]") !== null)
  );
}

/** Whether a field of a type does something of its own with a key. */
function inputNeedsKey(type: string, key: string): boolean {
  if (type === "checkbox" || type === "range") return key === " ";
  return type !== "radio" || key === " " || key.startsWith("Arrow");
}
