/**
 * Brings a stage's views in sight of whoever pressed a sentence, which on a phone stands a screen above them. The page moves no
 * further than it must: not at all where enough is seen, and where it can be, only so far that the sentence stays too.
 */

/** The part of a text that a sentence belongs to: what is read as one. */
export function passageOf(sentence: HTMLElement): HTMLElement {
  return sentence.closest<HTMLElement>("li, p, td, dd") ?? sentence;
}

/** Shows `views`, and says whether `passage` goes out of sight for that. */
export function bringInSight(views: HTMLElement, passage: HTMLElement): boolean {
  const { top, enough } = wishesOf(views);
  const box = views.getBoundingClientRect();
  const wanted = Math.min(box.height, innerHeight * enough);
  const below = box.top + wanted - innerHeight;
  const above = top + wanted - box.bottom;
  if (below <= 0 && above <= 0) return false;
  // pages move by whole pixels
  const least = below > 0 ? Math.ceil(below) : -Math.ceil(above);
  const text = passage.getBoundingClientRect();
  const stays = text.top - least >= top && text.bottom - least <= innerHeight;
  scrollPage(stays ? least : Math.floor(box.top - top));
  return !stays;
}

/** Moves the page by pixels downwards, smoothly for all who like that. */
export function scrollPage(pixels: number): void {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  window.scrollBy({ top: pixels, behavior: isCalm ? "instant" : "smooth" });
}

/**
 * What the style sheet says of views: where the window begins to be seen below what stays at its top, in pixels, and which
 * share of the window they take at least for a change to be seen in them.
 */
function wishesOf(views: HTMLElement): { readonly top: number; readonly enough: number } {
  const style = getComputedStyle(views);
  return { top: Number.parseFloat(style.scrollMarginTop), enough: Number(style.getPropertyValue("--enough")) };
}
