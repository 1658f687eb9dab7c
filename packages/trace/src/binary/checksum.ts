const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
/** Words that one call of the loop sums up: engines compile best what is called often. */
const STRETCH = 2048;

/**
 * A sum over a part of a file: FNV-1a over 32-bit words instead of bytes, type and length first. Each step can be
 * undone, so that no change within one word goes unseen, and a word takes less than reading what it says.
 * @param payload of any length; the last word is filled up with zeros.
 */
export function checksum(type: number, payload: Uint8Array): number {
  const words = wordsOf(payload);
  let sum = Math.imul(Math.imul(OFFSET ^ type, PRIME) ^ payload.length, PRIME);
  for (let at = 0; at < words.length; at += STRETCH) {
    sum = sumStretch(words, at, Math.min(at + STRETCH, words.length), sum);
  }
  return sum >>> 0;
}

function sumStretch(words: Int32Array, start: number, end: number, before: number): number {
  let sum = before;
  for (let at = start; at < end; at++) sum = Math.imul(sum ^ words[at]!, PRIME);
  return sum;
}

/** The bytes as words, lowest byte first; copied where they do not lie as words do. */
function wordsOf(bytes: Uint8Array): Int32Array {
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0) {
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Int32Array(padded.buffer);
}
