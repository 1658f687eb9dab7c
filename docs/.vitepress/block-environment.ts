/**
 * A compiler that holds all code blocks in one program. twoslash by itself makes two programs a block, one for what is
 * shown and one for errors, and that would take most of the site's build.
 */
import ts from "typescript";
import { codeBlocks, pages, ROOT } from "../scripts/code-blocks.js";
import { withNeighbours } from "./neighbours.js";
import { TYPES } from "./types.js";

/** Where blocks stand for the compiler, a folder each: on no disk, but where packages are found. */
const FOLDER = `${ROOT}.blocks/`;

/** The part of a virtual TypeScript environment that twoslash uses. It gives files of all blocks the same paths. */
export class BlockEnvironment {
  /** Folders by the code of their block. */
  readonly #folders = new Map<string, string>();
  readonly #texts = new Map<string, string>();
  /** Names in the block at hand that were asked about. */
  readonly #met = new Set<string>();
  #folder = "";
  /** Counts changes, for the compiler to see that there was one. */
  #version = 0;
  readonly #service = ts.createLanguageService(this.#host());

  readonly languageService = {
    getQuickInfoAtPosition: (path: string, at: number): ts.QuickInfo | undefined =>
      this.#service.getQuickInfoAtPosition(this.#pathOf(path), at),
    getSyntacticDiagnostics: (path: string): Named[] =>
      named(path, this.#service.getSyntacticDiagnostics(this.#pathOf(path))),
    getSemanticDiagnostics: (path: string): Named[] =>
      named(path, this.#service.getSemanticDiagnostics(this.#pathOf(path))),
  };

  /** What follows is about the block `code`. */
  enter(code: string): void {
    if (this.#folders.size === 0) this.#addAll();
    this.#folder = this.#add(code);
    this.#met.clear();
  }

  /** Whether a name is asked about for the first time in its block: only there it has a hover, and each takes its time. */
  isNew(name: string): boolean {
    return this.#met.size < this.#met.add(name).size;
  }

  createFile(path: string, text: string): void {
    // twoslash empties its files behind itself
    if (text !== "") this.#put(this.#pathOf(path), text);
  }

  updateFile(path: string, text: string): void {
    this.#put(this.#pathOf(path), text);
  }

  getSourceFile(path: string): ts.SourceFile | undefined {
    return this.#service.getProgram()?.getSourceFile(this.#pathOf(path));
  }

  /** All blocks, checked in one order, for it depends on the order how the compiler writes some types. */
  #addAll(): void {
    for (const page of pages()) for (const block of withNeighbours(codeBlocks(page))) this.#add(block);
    for (const path of this.#texts.keys()) this.#service.getSemanticDiagnostics(path);
  }

  #add(text: string): string {
    const code = text.trimEnd();
    const known = this.#folders.get(code);
    if (known !== undefined) return known;
    const folder = `${FOLDER}${this.#folders.size}/`;
    this.#folders.set(code, folder);
    for (const part of code.split(/^(?=\/\/ @filename: )/m)) {
      this.#put(folder + (/^\/\/ @filename: (.*)/.exec(part)?.[1] ?? "index.ts"), part);
    }
    return folder;
  }

  #put(path: string, text: string): void {
    if (this.#texts.get(path) === text) return;
    this.#texts.set(path, text);
    this.#version++;
  }

  #pathOf(path: string): string {
    return this.#folder + path.slice(path.lastIndexOf("/") + 1);
  }

  #host(): ts.LanguageServiceHost {
    const read = (path: string): string | undefined => this.#texts.get(path) ?? ts.sys.readFile(path);
    return {
      getCompilationSettings: () => ({ ...TYPES, moduleDetection: ts.ModuleDetectionKind.Force, noEmit: true }),
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getProjectVersion: () => `${this.#version}`,
      getScriptFileNames: () => [...this.#texts.keys()],
      getScriptVersion: (path) => this.#texts.get(path) ?? "",
      getScriptSnapshot: (path) => {
        const text = read(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      readFile: read,
      fileExists: (path) => this.#texts.has(path) || ts.sys.fileExists(path),
      directoryExists: (path) => /\/\.blocks\/\d+$/.test(path) || ts.sys.directoryExists(path),
      getDirectories: ts.sys.getDirectories,
      realpath: (path) => ts.sys.realpath?.(path) ?? path,
    };
  }
}

/** A diagnostic under the path that twoslash knows its file by. */
type Named = Omit<ts.Diagnostic, "file"> & { readonly file: { readonly fileName: string } };

function named(path: string, diagnostics: readonly ts.Diagnostic[]): Named[] {
  return diagnostics.map((one) => ({ ...one, file: { fileName: path } }));
}
