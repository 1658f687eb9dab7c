/** Where a trace, or a heap that stands still, comes from. */
import { generatedCount, isPattern, type Pattern } from "../input/patterns.js";

export type Source =
  /** A trace that lies beside the page. */
  | { readonly kind: "bundled"; readonly name: string }
  /** A trace that `zmm lab TRACE` serves. */
  | { readonly kind: "served"; readonly name: string }
  /** A file of the reader's own, which no address can hold. */
  | { readonly kind: "file"; readonly name: string }
  | { readonly kind: "script"; readonly text: string }
  | { readonly kind: "generated"; readonly pattern: Pattern; readonly seed: number; readonly count: number };

/** What a source is called on the page. */
export function sourceTitle(source: Source): string {
  switch (source.kind) {
    case "script":
      return source.text === "" ? "An empty heap" : "Typed operations";
    case "generated":
      return `Generated: ${source.pattern}, seed ${source.seed}`;
    default:
      return source.name;
  }
}

/** A source as names and values of the address. */
export function formatSource(source: Source): [string, string] {
  switch (source.kind) {
    case "bundled":
      return ["trace", source.name];
    case "served":
      return ["open", source.name];
    case "file":
      return ["file", source.name];
    case "script":
      return ["script", source.text];
    case "generated":
      return ["generate", `${source.pattern},${source.seed},${source.count}`];
  }
}

/** Reads what `formatSource` writes; null when no name is one of a source. */
export function parseSource(values: URLSearchParams): Source | null {
  const name = (key: string): string => values.get(key) ?? "";
  if (values.has("trace")) return { kind: "bundled", name: name("trace") };
  if (values.has("open")) return { kind: "served", name: name("open") };
  if (values.has("file")) return { kind: "file", name: name("file") };
  if (values.has("script")) return { kind: "script", text: name("script") };
  const [pattern = "", seed = "", count = ""] = name("generate").split(",");
  if (!isPattern(pattern)) return null;
  return { kind: "generated", pattern, seed: whole(seed, 1), count: generatedCount(whole(count, 10_000)) };
}

function whole(text: string, otherwise: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : otherwise;
  return Number.isSafeInteger(value) ? value : otherwise;
}
