import { readFileSync } from "node:fs";
import { gunzip, readTrace, type Trace } from "@zmm/trace";

/** A trace of the corpus. */
export async function corpusTrace(name: string): Promise<Trace> {
  const path = new URL(`../../../corpus/traces/${name}.trace.gz`, import.meta.url);
  return readTrace(await gunzip(readFileSync(path)), name);
}
