/**
 * Runs the TypeScript examples of a Markdown file as they stand.
 *
 * Each block fenced with `ts` is a module of its own. A line `expression; // => value` says what the expression gives,
 * and `expression; // throws Name: part of the message` that it throws; a block in which neither stands only has to
 * run. The caller says how a module is loaded, so that tests can let `@zmm/...` mean the sources.
 */
import ts from "typescript";

export interface Example {
  /** The first line of the block in the file, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The parts of a test framework's `expect` that examples need. */
export type Expect = (value: unknown) => { toEqual(expected: unknown): void; toMatchObject(expected: object): void };

/** All `ts` blocks of a Markdown text. */
export function examplesOf(markdown: string): Example[] {
  return [...markdown.matchAll(/^```ts[^\n]*\n(.*?)^```$/gms)].map((match) => ({
    line: markdown.slice(0, match.index).split("\n").length + 1,
    code: match[1] ?? "",
  }));
}

const IMPORT = /^import (type )?(\{[^}]*\}|\* as \w+|\w+) from "([^"]+)";$/gm;

/** The body of an async function that does what the example does and checks what it says. */
export function checkedCode(code: string): string {
  return code
    .replaceAll(IMPORT, (_, type: string | undefined, names: string, from: string) => {
      if (type !== undefined) return "";
      const pattern = names.startsWith("* as ")
        ? names.slice(5)
        : names.replaceAll(" as ", ": ").replaceAll(/type \w+,?/g, "");
      return `const ${pattern} = await load(${JSON.stringify(from)});`;
    })
    .replaceAll(/^(\s*)(.+); \/\/ => (.+)$/gm, "$1expect($2).toEqual($3);")
    .replaceAll(/^(\s*)(.+); \/\/ throws (\w+)(?:: (.*))?$/gm, (_, indent, call, name, message: string | undefined) => {
      return `${indent}throws(() => ${call}, ${JSON.stringify(name)}, ${JSON.stringify(message ?? "")});`;
    });
}

/** Runs an example; throws what it throws, or what `expect` throws where it is not true. */
export async function runExample(
  example: Example,
  load: (specifier: string) => Promise<unknown>,
  expect: Expect,
): Promise<void> {
  const { outputText } = ts.transpileModule(checkedCode(example.code), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const body = outputText.replace(/^export \{\};$/m, "");
  const throws = (call: () => unknown, name: string, message: string) => {
    try {
      call();
    } catch (error) {
      const { name: found, message: text } = error as Error;
      expect({ name: found, says: text.includes(message) ? message : text }).toEqual({ name, says: message });
      return;
    }
    throw new Error(`nothing was thrown where the example says ${name}`);
  };
  const run = new Function("load", "expect", "throws", `return (async () => {\n${body}\n})();`);
  await run(load, expect, throws);
}
