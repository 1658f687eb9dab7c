/** What keys do on a map. */

export interface KeyTarget {
  pan(pixels: number, rows: number): void;
  zoom(factor: number): void;
  whole(): void;
  /** Goes to a piece `by` further than the one selected. */
  visit(by: number): void;
  enter(): void;
  leave(): void;
}

const STEP = 120;
const ZOOM = 2;

/** Does what a key says; returns whether it says anything. */
export function handleMapKey(key: string, target: KeyTarget): boolean {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => target.pan(STEP, 0),
    ArrowRight: () => target.pan(-STEP, 0),
    ArrowUp: () => target.pan(0, 1),
    ArrowDown: () => target.pan(0, -1),
    PageUp: () => target.pan(0, 5),
    PageDown: () => target.pan(0, -5),
    "+": () => target.zoom(ZOOM),
    "=": () => target.zoom(ZOOM),
    "-": () => target.zoom(1 / ZOOM),
    "0": () => target.whole(),
    n: () => target.visit(1),
    p: () => target.visit(-1),
    Enter: () => target.enter(),
    Escape: () => target.leave(),
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}
