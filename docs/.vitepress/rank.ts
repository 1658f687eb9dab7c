/**
 * How much a place in the pages counts in the search. Who types a word of the field wants to have it explained, and dozens of
 * names in the API have the word in them; so those count less, and most where the very name is typed.
 *
 * The function goes into the page as text, so it must not use anything from outside of itself.
 *
 * @param id the page's address, with the anchor of the heading.
 * @param word what was found there, in small letters.
 * @param heading what stands there as a heading.
 */
export function rank(id: string, word: string, heading?: { readonly title?: string }): number {
  const [page = "", anchor = ""] = id.split("#");
  if (/\/(?:guide|explanation)\//.test(page)) return 3;
  if (!/\/(?:api|reference)\//.test(page)) return 1;
  if (anchor.replaceAll("-", "_") !== word) return 1 / 3;
  // treeNodes is no word of the field, as limit is; not more, for what begins with a word is found by it, too
  return /\p{Ll}\p{Lu}/u.test(heading?.title ?? "") ? 3 : 1;
}
