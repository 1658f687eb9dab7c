import { onBeforeUnmount, onMounted } from "vue";

/** What letters are typed into. */
const TYPED = 'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable]';

/** Keys of the page as a whole; none of them reaches it from a field, or while a dialog is open. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // a click into a dialog may leave the focus with the page behind it
    if (document.querySelector("dialog[open]") !== null) return;
    const target = event.target as HTMLElement;
    if (target.closest(TYPED) !== null) return;
    const action = keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  onMounted(() => document.addEventListener("keydown", pressed));
  onBeforeUnmount(() => document.removeEventListener("keydown", pressed));
}
