/**
 * How sentences and stages of one page find each other: by events on the window, so that neither needs to be there
 * before the other, and by the address, whose hash names a stage and its step: `#cache=2`.
 */

/** A place on a page's stage. */
export interface StagePlace {
  /** The stage's `id`. */
  readonly stage: string;
  /** Operations done, from 0. */
  readonly step: number;
}

/** A place that a sentence asked for. */
export interface StageCall extends StagePlace {
  /** The sentence, as it stands in the text. */
  readonly sentence: HTMLElement;
}

const GO = "zmm:go-to";
const AT = "zmm:stage-at";

/** The place that a hash such as `#cache=2` names, or null. */
export function placeInHash(hash: string): StagePlace | null {
  const match = /^#([^=]+)=(\d+)$/.exec(hash);
  return match ? { stage: decodeURIComponent(match[1]!), step: Number(match[2]) } : null;
}

/** The hash that names a place. */
export function hashOf({ stage, step }: StagePlace): string {
  return `#${encodeURIComponent(stage)}=${step}`;
}

/** Asks the stage of that name to move and to be seen, and notes the place in the address. */
export function goTo(call: StageCall): void {
  history.replaceState(history.state, "", hashOf(call));
  window.dispatchEvent(new CustomEvent<StageCall>(GO, { detail: call }));
}

/** Calls `listener` whenever somebody asks a stage to move; returns the function that ends it. */
export function onGoTo(listener: (call: StageCall) => void): () => void {
  return listen(GO, listener);
}

/** Tells the page where a stage stands. */
export function tellPlace(place: StagePlace): void {
  window.dispatchEvent(new CustomEvent<StagePlace>(AT, { detail: place }));
}

/** Calls `listener` whenever a stage has moved; returns the function that ends it. */
export function onPlace(listener: (place: StagePlace) => void): () => void {
  return listen(AT, listener);
}

function listen<Detail>(name: string, listener: (detail: Detail) => void): () => void {
  const heard = (event: Event): void => listener((event as CustomEvent<Detail>).detail);
  window.addEventListener(name, heard);
  return () => window.removeEventListener(name, heard);
}
