/**
 * Writes declarations file by file. Exports carry their types (isolatedDeclarations), so that no file needs another one to
 * be declared: nothing is type-checked here, that is what `typecheck` is for.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const OPTIONS: ts.CompilerOptions = {
  declaration: true,
  emitDeclarationOnly: true,
  isolatedDeclarations: true,
  noCheck: true,
  noResolve: true,
  strict: true,
  verbatimModuleSyntax: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  // methods are named by Symbol.dispose
  lib: ["lib.es2022.d.ts", "lib.esnext.disposable.d.ts"],
  types: [],
};

/**
 * Declares every source below `from` in a file of the same path below `to`, which holds nothing else afterwards.
 * @throws Error where an export does not say its type, or takes it from a module that only the build knows (`#...`), with the
 * file's name
 */
export function writeDeclarations(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  const sources = readdirSync(from, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const options = { ...OPTIONS, rootDir: from, outDir: to };
  const program = ts.createProgram(
    sources.map((path) => join(from, path)),
    options,
  );
  const faults = [...program.getSyntacticDiagnostics(), ...program.emit().diagnostics];
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
  for (const path of sources) {
    const file = join(to, path.replace(/\.ts$/, ".d.ts"));
    const foreign = /from "#[^"]*"/.exec(readFileSync(file, "utf8"))?.[0];
    if (foreign !== undefined) throw new Error(`${file}: types ${foreign} are not published`);
  }
}
