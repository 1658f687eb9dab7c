/**
 * The functions of src/zend/misses as WebAssembly, over a `WebAssembly.Memory` that a heap lies in: what misses the
 * cache then costs little more than in C. Everything else stays JavaScript, which needs no call for a hit; but in a debug
 * heap every call has marks to see to, and is compiled whole.
 */
import type { LinearMemory } from "@zmm/storage";
import type { Secrets } from "../secrets.js";
import type * as faults from "../zend/misses/faults.js";

/** The words of a CallSite. */
type SiteWords = [file?: number, line?: number, origFile?: number, origLine?: number];

/**
 * The calls of src/zend/misses/whole-calls.ts, or for a debug heap those of marked-calls.ts, which alone look at `site`. `heap` is the byte address of a heap's structure, `cells` is not looked at,
 * sizes are bytes as requested; all are 32 bits, which may be given and returned as negative numbers. Each function throws
 * what the one of that file throws.
 */
export interface CompiledMisses {
  /** @returns the address of a block, or 0 when there is none. */
  allocate(heap: number, cells: 0, size: number, ...site: SiteWords): number;
  /** @returns 1, or 0 when nothing was done. */
  free(heap: number, cells: 0, address: number): number;
  /** @returns the address that the block then has, or 0 when nothing was done. */
  reallocate(heap: number, cells: 0, address: number, size: number, ...site: SiteWords): number;
  /** Whether `error` is WebAssembly's own, as for an access outside of the memory. */
  isTrap(error: unknown): boolean;
}

/** What gives a heap on `memory` its compiled misses, or null; `secrets` are the marks of a debug heap. */
export type CompileFor = (memory: LinearMemory, secrets: Secrets | null) => CompiledMisses | null;

/** What makes the errors that the functions throw. */
export type MissFaults = Pick<typeof faults, "brokenRing" | "wrongParent" | "tooDeep" | "notFree">;

/** The module names blocks by their byte addresses. */
const cellOf = (address: number): number => address >>> 2;

/** Makes compiled misses for memories; one of them stands for a data model. */
export class MissCompiler {
  private readonly code: string;
  private readonly faults: MissFaults;
  private module: WebAssembly.Module | null | undefined;
  private readonly made = new WeakMap<object, CompiledMisses>();

  /** @param code the module's bytes in base64. */
  constructor(code: string, faults: MissFaults) {
    this.code = code;
    this.faults = faults;
  }

  /**
   * The functions over `memory`; for a debug heap, whose marks `secrets` are, those of this heap alone. Null where it is no
   * `WebAssembly.Memory`, or one that threads share or that has 64-bit addresses, and where the engine has no WebAssembly or
   * a content security policy forbids it.
   */
  over(memory: LinearMemory, secrets: Secrets | null): CompiledMisses | null {
    const { source } = memory;
    if (typeof WebAssembly !== "object" || !(source instanceof WebAssembly.Memory)) return null;
    if (typeof SharedArrayBuffer !== "undefined" && source.buffer instanceof SharedArrayBuffer) return null;
    if (secrets !== null) return this.make(memory, source, secrets);
    const made = this.made.get(source) ?? this.make(memory, source, null);
    if (made !== null) this.made.set(source, made);
    return made;
  }

  private make(memory: LinearMemory, source: WebAssembly.Memory, secrets: Secrets | null): CompiledMisses | null {
    if (this.module === undefined) this.module = moduleOf(this.code);
    if (this.module === null) return null;
    const { brokenRing, wrongParent, tooDeep, notFree } = this.faults;
    const thrown = {
      brokenRing: thrower(brokenRing),
      wrongParent: thrower((address: number) => wrongParent(cellOf(address))),
      tooDeep: thrower((address: number) => tooDeep(cellOf(address))),
      notFree: thrower((_: number, address: number) => notFree(memory.i32, cellOf(address))),
    };
    const imports: WebAssembly.Imports = { env: { memory: source }, faults: thrown };
    if (secrets !== null) imports["secrets"] = importsOf(secrets);
    const exports = exportsOf(this.module, imports);
    if (exports === null) return null;
    const { allocate, free, reallocate } = exports as unknown as CompiledMisses;
    const isTrap = (error: unknown) => error instanceof WebAssembly.RuntimeError;
    return { allocate, free, reallocate, isTrap };
  }
}

/** The marks of a debug heap under the names that its module has for them. */
function importsOf({ cookieLow, cookieHigh, startMagic, endMagic }: Secrets): WebAssembly.ModuleImports {
  return { COOKIE_LOW: cookieLow, COOKIE_HIGH: cookieHigh, START_MAGIC: startMagic, END_MAGIC: endMagic };
}

/** What an instance of the module exports, or null when the memory is of another kind than the module's. */
function exportsOf(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Exports | null {
  try {
    return new WebAssembly.Instance(module, imports).exports;
  } catch (error) {
    if (error instanceof WebAssembly.LinkError) return null;
    throw error;
  }
}

/** A function that throws what `fault` makes of its arguments. */
function thrower<A extends number[]>(fault: (...args: A) => Error): (...args: A) => never {
  return (...args) => {
    throw fault(...args);
  };
}

function moduleOf(code: string): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}
