/** A text as a comment of a file's: a line end in it would begin a line that means something. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
