/** The colours of a map, as the tokens of the page's style say. */
import type { KindColours } from "./column-colours.js";

export interface MapPalette {
  /** By kind, for mixing: 0xAABBGGRR. */
  readonly kinds: KindColours;
  /** By kind: what can be read on it. */
  readonly inks: readonly string[];
  readonly surface: string;
  readonly sunken: string;
  readonly text: string;
  readonly soft: string;
  readonly line: string;
  readonly touched: string;
  readonly selected: string;
  readonly accent: string;
  readonly mono: string;
}

/** By kind, the token that colours it. A segment's header and the heap's structure are bookkeeping: as headers are. */
const TOKENS = ["used", "cached", "free", "rest", "guard", "header", "header"] as const;

/** The tokens as they stand at an element. */
export function readPalette(element: Element): MapPalette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--zmm-${name}`).trim() || "#888888";
  return {
    kinds: Uint32Array.from(TOKENS, (name) => colourNumber(token(name))),
    inks: TOKENS.map((name) => token(`${name}-ink`)),
    surface: token("surface"),
    sunken: token("surface-sunken"),
    text: token("text"),
    soft: token("text-soft"),
    line: token("line-strong"),
    touched: token("touched"),
    selected: token("selected"),
    accent: token("accent"),
    mono: token("mono"),
  };
}

/** A colour such as `#1b2330` or `#abc` as 0xAABBGGRR, opaque. */
export function colourNumber(colour: string): number {
  const digits = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(colour)?.[1] ?? "888888";
  const six = digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join("");
  const rgb = Number.parseInt(six, 16);
  return (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >>> 16)) >>> 0;
}

/** A colour number as CSS writes it. */
export function colourText(colour: number): string {
  const rgb = ((colour & 255) << 16) | (colour & 0xff00) | ((colour >>> 16) & 255);
  return `#${rgb.toString(16).padStart(6, "0")}`;
}
