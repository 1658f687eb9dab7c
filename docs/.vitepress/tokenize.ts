/**
 * Words as the search knows them. Identifiers count whole and in parts (`ZEND_MM_SMALL_FREE_BUCKET` is found by
 * `free`, too); Chinese, which has no spaces, is cut in overlapping pairs of characters, so that any word is found inside a
 * sentence.
 *
 * The function goes into the page as text, so it must not use anything from outside of itself.
 */
export function tokenize(text: string): string[] {
  const words = text.match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+/gu) ?? [];
  return words.flatMap((word) => {
    if (/\p{Script=Han}/u.test(word)) {
      const characters = [...word];
      const pairs = characters.slice(1).map((character, i) => `${characters[i]}${character}`);
      return pairs.length === 0 ? characters : pairs;
    }
    const parts = word.split(/_+|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part.length > 1 && part !== word);
    return [word, ...parts];
  });
}
