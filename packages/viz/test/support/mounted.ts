import axe from "axe-core";
import { type Component, createApp, h, nextTick } from "vue";
import type { HeapSession } from "../../src/session/heap-session.js";

/** A view on the page, and what a test asks of it. */
export interface Mounted {
  readonly root: HTMLElement;
  text(): string;
  /** The first element that matches; fails without one. */
  find<E extends HTMLElement = HTMLElement>(selector: string): E;
  all<E extends HTMLElement = HTMLElement>(selector: string): E[];
  /** The button with that text or label; fails without one. */
  button(name: string): HTMLButtonElement;
  unmount(): void;
}

/** Puts a component on the page. */
export async function mounted(component: Component, props: Record<string, unknown>, slot = ""): Promise<Mounted> {
  const root = document.createElement("main");
  document.body.replaceChildren(root);
  const app = createApp({ render: () => h(component, props, () => slot) });
  app.mount(root);
  await settled();
  const all = <E extends HTMLElement>(selector: string) => [...root.querySelectorAll<E>(selector)];
  const find = <E extends HTMLElement>(selector: string): E => {
    const found = root.querySelector<E>(selector);
    if (found === null) throw new Error(`there is no '${selector}' in ${root.innerHTML.slice(0, 2000)}`);
    return found;
  };
  return {
    root,
    text: () => root.textContent,
    find,
    all,
    button: (name) => {
      const found = all<HTMLButtonElement>("button").find(
        (each) => each.getAttribute("aria-label") === name || each.textContent?.trim() === name,
      );
      if (found === undefined) throw new Error(`there is no button '${name}'`);
      return found;
    },
    unmount: () => app.unmount(),
  };
}

/** Waits until the page shows what has changed. */
export async function settled(): Promise<void> {
  await nextTick();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** What a checker of accessibility finds that is serious. */
export async function seriousFaults(root: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(root, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`));
}

/** Presses a key as a reader does. */
export function press(target: EventTarget, key: string): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

/** The address of the block that a script calls `name`. */
export function blockOf(session: HeapSession, id: number): number {
  return session.addresses[id]! - session.reader!.layout.headerSize;
}
