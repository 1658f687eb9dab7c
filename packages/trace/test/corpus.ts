import { readdirSync, readFileSync } from "node:fs";
import { type Golden, gunzip, readGolden, readTrace, type Trace } from "@zmm/trace";

const CORPUS = new URL("../../corpus/", import.meta.url);

/** The folders of golden files, one per data model. */
export const MODELS = ["ilp32", "lp64", "lp64-debug"] as const;

/** The file names in a folder of the corpus. */
export function corpusFiles(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, CORPUS)).sort();
}

/** The unpacked bytes of a file of the corpus. */
export function corpusBytes(path: string): Promise<Uint8Array> {
  return gunzip(readFileSync(new URL(path, CORPUS)), path);
}

export async function corpusTrace(name: string): Promise<Trace> {
  return readTrace(await corpusBytes(`traces/${name}.trace.gz`), `${name}.trace`);
}

export async function corpusGolden(folder: string, name: string): Promise<Golden> {
  return readGolden(await corpusBytes(`${folder}/${name}.golden.gz`), `${name}.golden`);
}
