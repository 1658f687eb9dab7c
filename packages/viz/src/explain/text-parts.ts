/** A piece of a sentence: words, or the address of a block. */
export interface TextPart {
  readonly text: string;
  /** The block that the text names, or null for words. */
  readonly block: number | null;
}

/** Takes a sentence apart at the addresses of blocks in it, so that these can be pointed at. */
export function textParts(text: string, blocks: readonly number[]): TextPart[] {
  const known = new Set(blocks);
  return text
    .split(/(0x[0-9a-f]+)/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const address = piece.startsWith("0x") ? Number(piece) : -1;
      return { text: piece, block: known.has(address) ? address : null };
    });
}
