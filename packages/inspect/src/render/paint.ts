/** Colours for a terminal, as plain ANSI codes; without colour, the text as it is. */

/** What all renderings have in common. */
export interface RenderOptions {
  /** Whether to colour the text with ANSI codes; false. */
  readonly colour?: boolean;
}

/** What a colour stands for. */
export type Tone = "used" | "cached" | "free" | "rest" | "guard" | "bad" | "good" | "dim" | "strong";

const CODES: Readonly<Record<Tone, string>> = {
  used: "34",
  cached: "33",
  free: "32",
  rest: "36",
  guard: "35",
  bad: "31",
  good: "32",
  dim: "2",
  strong: "1",
};

/** Colours a text. */
export type Paint = (tone: Tone, text: string) => string;

/** What colours texts, or leaves them as they are. */
export function painter(options: RenderOptions): Paint {
  if (!options.colour) return (_tone, text) => text;
  return (tone, text) => (text === "" ? "" : `\u001b[${CODES[tone]}m${text}\u001b[0m`);
}
