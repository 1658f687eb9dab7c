/** Bytes of a page. */
const PAGE = 4096;
const WORD = 4;

/**
 * A copy of bytes in pages, those shared with an earlier copy that are the same there: many copies of a memory that
 * changes here and there take little more than one.
 */
export class PagedCopy {
  readonly length: number;
  /** Bytes of the pages that it shares with no earlier copy. */
  readonly ownBytes: number;
  private readonly pages: readonly Uint8Array[];

  /** @param earlier a copy to share pages with. */
  constructor(bytes: Uint8Array, earlier: PagedCopy | null = null) {
    this.length = bytes.length;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD);
    let own = 0;
    this.pages = Array.from({ length: Math.ceil(bytes.length / PAGE) }, (_, index) => {
      const known = earlier?.pages[index];
      const same = known?.length === Math.min(PAGE, bytes.length - index * PAGE) && isSame(known, words, index);
      if (same) return known;
      const page = bytes.slice(index * PAGE, (index + 1) * PAGE);
      own += page.length;
      return page;
    });
    this.ownBytes = own;
  }

  /** Adds the pages to those counted already, so that what copies share counts once. */
  addPages(to: Set<Uint8Array>): void {
    for (const page of this.pages) to.add(page);
  }

  /** The bytes, in memory of their own. */
  restore(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    for (const [index, page] of this.pages.entries()) bytes.set(page, index * PAGE);
    return bytes;
  }
}

function isSame(page: Uint8Array, words: Int32Array, index: number): boolean {
  const before = new Int32Array(page.buffer, page.byteOffset, page.length / WORD);
  const start = (index * PAGE) / WORD;
  for (let at = 0; at < before.length; at++) {
    if (before[at] !== words[start + at]) return false;
  }
  return true;
}
