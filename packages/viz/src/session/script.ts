/**
 * The language in which operations are typed, one to a line or set apart by `;`:
 *
 * ```
 * p = emalloc(24)        # allocate 24 bytes; K, M and G stand for powers of 1024
 * p = erealloc(p, 100)   # give the block another size
 * efree(p)
 * endRequest()           # everything that is live is gone
 * ```
 *
 * A name stands for one block. Writing to a name whose block is live leaves that block allocated and without a name,
 * as it would in C; the trace gets a new ID for it. Where a heap is at hand, its blocks can be named by the addresses of
 * their bytes too, such as `efree(0x41010)`, and as the views call those without a name: `efree(#7)`.
 */
import {
  MAX_IDS,
  OP_ALLOCATE,
  OP_END_REQUEST,
  OP_FREE,
  OP_REALLOCATE,
  type Trace,
  type TraceSettings,
} from "@zmm/trace";
import { ScriptError } from "./script-error.js";

/** One operation of a script, in terms of a trace. */
export interface ScriptOperation {
  /** `OP_ALLOCATE`, `OP_FREE`, `OP_REALLOCATE` or `OP_END_REQUEST`. */
  readonly op: number;
  /** The ID of the block; 0 for the end of a request. */
  readonly id: number;
  /** Bytes asked for; 0 where the operation has none. */
  readonly size: number;
  /** The line it stands in, from 1. */
  readonly line: number;
  /** The operation as it was written, without comment. */
  readonly text: string;
}

/** The live blocks of a heap. */
export interface LiveBlocks {
  /** The ID of the live block whose bytes start at an address, or null. */
  idAt(address: number): number | null;
  /** Whether the block with that ID is live; false where there has been none. */
  isLive(id: number): boolean;
}

/** What names stand for before a script begins: what is typed later goes on where the session is. */
export interface ScriptScope {
  /** The ID of the live block that each name stands for. */
  readonly names: ReadonlyMap<string, number>;
  /** Names whose block is gone, and how that came. */
  readonly dead?: ReadonlyMap<string, string>;
  /** The first ID that no block has had so far. */
  readonly nextId: number;
  /** The live blocks of the heap that the script goes on with; left out where there is none. */
  readonly blocks?: LiveBlocks;
}

/** A name is given to a block. */
export interface Naming {
  /** The operation that does it, from 0. */
  readonly at: number;
  readonly id: number;
  readonly name: string;
}

/** A script, read. */
export interface Script {
  readonly operations: readonly ScriptOperation[];
  /** Which block got which name, in order. */
  readonly namings: readonly Naming[];
  /** The scope after the last operation. */
  readonly scope: ScriptScope;
}

export const EMPTY_SCOPE: ScriptScope = { names: new Map(), nextId: 1 };

/** What a line may be. */
const FORMS = "p = emalloc(24), efree(p), p = erealloc(p, 100), endRequest(), or # and a comment";
/** `#` and what follows, but for a block's ID in the place of an argument. */
const COMMENT = /(?:(?<!\(\s*)#|#(?!\d+\s*[,)])).*/;
const NAME = /^[A-Za-z_]\w*$/;
const RESERVED: readonly string[] = ["emalloc", "efree", "erealloc", "endRequest", "NULL"];
const CALL = /^(?:([^=()]*?)\s*=\s*)?([A-Za-z_]\w*)\s*\((.*)\)$/;
const SIZE = /^(0x[0-9a-f]+|\d[\d_]*)\s*([KMG]?)$/i;
const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/**
 * Reads a script. Lines end with a line break, with `;` or, as attributes in a page have it, with a written `\n`.
 * @throws ScriptError for the first line that cannot be.
 */
export function parseScript(text: string, scope: ScriptScope = EMPTY_SCOPE): Script {
  const reader = new ScriptReader(scope);
  const lines = text.replaceAll(/\r\n?|\\n/g, "\n").split("\n");
  for (const [index, line] of lines.entries()) {
    for (const part of line.replace(COMMENT, "").split(";")) {
      if (part.trim() !== "") reader.read(part.trim(), index + 1);
    }
  }
  return reader.finish();
}

/** A script's operations as a trace. */
export function scriptTrace(script: Script, name: string, settings: TraceSettings = {}): Trace {
  const { operations } = script;
  return {
    name,
    settings,
    length: operations.length,
    ops: Uint8Array.from(operations, ({ op }) => op),
    ids: Int32Array.from(operations, ({ id }) => id),
    sizes: Float64Array.from(operations, ({ size }) => size),
    idCount: script.scope.nextId,
  };
}

class ScriptReader {
  private readonly operations: ScriptOperation[] = [];
  private readonly namings: Naming[] = [];
  private readonly names: Map<string, number>;
  private readonly dead: Map<string, string>;
  private readonly before: ScriptScope;
  /** Blocks of the heap that are gone; null: all of them. */
  private gone: Set<number> | null = new Set();
  private nextId: number;

  constructor(scope: ScriptScope) {
    this.before = scope;
    this.names = new Map(scope.names);
    this.dead = new Map(scope.dead);
    this.nextId = scope.nextId;
  }

  read(text: string, line: number): void {
    const match = CALL.exec(text);
    if (match === null) throw new ScriptError(line, `'${text}' is no operation`, FORMS);
    const [, target, called = "", inside = ""] = match;
    const given = inside.trim() === "" ? [] : inside.split(",").map((each) => each.trim());
    const push = (op: number, id: number, size: number) => this.operations.push({ op, id, size, line, text });
    if (called === "emalloc") {
      this.count(called, given, ["SIZE"], line);
      const size = sizeOf(given[0]!, line);
      push(OP_ALLOCATE, this.assign(this.target(target, called, line)), size);
    } else if (called === "erealloc") {
      this.reallocate(target, given, line, push);
    } else if (called === "efree") {
      this.refuseTarget(target, called, line);
      this.count(called, given, ["NAME"], line);
      const id = this.pointer(given[0]!, line);
      push(OP_FREE, id, 0);
      this.kill(id, `it was freed in line ${line}`);
      this.gone?.add(id);
    } else if (called === "endRequest") {
      this.refuseTarget(target, called, line);
      this.count(called, given, [], line);
      push(OP_END_REQUEST, 0, 0);
      this.gone = null;
      for (const name of [...this.names.keys()]) this.forget(name, `the request ended in line ${line}`);
    } else {
      throw new ScriptError(line, `there is no function '${called}'`, "emalloc, efree, erealloc, endRequest");
    }
  }

  finish(): Script {
    const { names, dead, nextId } = this;
    const { blocks } = this.before;
    const scope = { names, dead, nextId, ...(blocks === undefined ? {} : { blocks }) };
    return { operations: this.operations, namings: this.namings, scope };
  }

  private reallocate(
    target: string | undefined,
    given: readonly string[],
    line: number,
    push: (op: number, id: number, size: number) => void,
  ): void {
    this.count("erealloc", given, ["NAME", "SIZE"], line);
    const name = this.target(target, "erealloc", line);
    const size = sizeOf(given[1]!, line);
    if (given[0] === "NULL") return void push(OP_ALLOCATE, this.assign(name), size);
    const id = this.pointer(given[0]!, line);
    this.kill(id, `it was reallocated in line ${line}, as ${name}`);
    this.name(name, id);
    push(OP_REALLOCATE, id, size);
  }

  private count(called: string, given: readonly string[], wanted: readonly string[], line: number): void {
    const form = `${called}(${wanted.join(", ")})`;
    if (given.length === wanted.length && !given.includes("")) return;
    throw new ScriptError(
      line,
      `${called} takes ${wanted.length || "no"} argument${wanted.length === 1 ? "" : "s"}`,
      form,
    );
  }

  private target(name: string | undefined, called: string, line: number): string {
    if (name === undefined) throw new ScriptError(line, `the block of ${called} gets no name`, `p = ${called}(...)`);
    if (!NAME.test(name) || RESERVED.includes(name)) {
      throw new ScriptError(line, `'${name}' is no name`, "letters, digits and _, a letter first");
    }
    return name;
  }

  private refuseTarget(name: string | undefined, called: string, line: number): void {
    if (name !== undefined) throw new ScriptError(line, `${called} returns nothing`, `${called}(...) without '='`);
  }

  /** The ID of the block that a name, an address or `#` and an ID stand for. */
  private pointer(text: string, line: number): number {
    const id = this.names.get(text);
    if (id !== undefined) return id;
    const live =
      this.names.size === 0 ? "a block that is live; there is none with a name" : [...this.names.keys()].join(", ");
    if (text === "NULL") throw new ScriptError(line, "freeing NULL does nothing", live);
    if (/^(0x[0-9a-f]+|#\d+)$/i.test(text)) return this.blockOf(text, live, line);
    if (!NAME.test(text)) throw new ScriptError(line, `'${text}' is no name`, live);
    const why = this.dead.get(text) ?? "it was never allocated";
    throw new ScriptError(line, `${text} has no block: ${why}`, live);
  }

  /** The ID of a block of the heap that is live here, by the address of its bytes or by `#` and its ID. */
  private blockOf(text: string, live: string, line: number): number {
    const { blocks } = this.before;
    if (blocks === undefined) throw new ScriptError(line, `'${text}' is no name`, live);
    const isId = text.startsWith("#");
    const id = isId ? Number(text.slice(1)) : blocks.idAt(Number(text));
    if (id !== null && blocks.isLive(id) && this.gone !== null && !this.gone.has(id)) return id;
    const problem = isId ? `no live block is ${text}` : `no live block has its bytes at ${text}`;
    throw new ScriptError(line, problem, `${live}, or the address or the # of a live block`);
  }

  /** Gives a name a new block. */
  private assign(name: string): number {
    const id = this.nextId++;
    if (id >= MAX_IDS) throw new RangeError(`more than ${MAX_IDS} blocks`);
    this.name(name, id);
    return id;
  }

  private name(name: string, id: number): void {
    this.names.set(name, id);
    this.dead.delete(name);
    this.namings.push({ at: this.operations.length, id, name });
  }

  /** Takes a block's ID off every name that stands for it. */
  private kill(id: number, why: string): void {
    for (const [name, of] of [...this.names]) if (of === id) this.forget(name, why);
  }

  private forget(name: string, why: string): void {
    this.names.delete(name);
    this.dead.set(name, why);
  }
}

/** What `24`, `0x18`, `64K`, `2M` or `3G` are in bytes; null for anything else. */
export function sizeNumber(text: string): number | null {
  const match = SIZE.exec(text.trim());
  const size = match ? Number(match[1]!.replaceAll("_", "")) * UNITS[match[2]!.toUpperCase()]! : Number.NaN;
  return Number.isSafeInteger(size) ? size : null;
}

/** A size in bytes. @throws ScriptError */
function sizeOf(text: string, line: number): number {
  const size = sizeNumber(text);
  if (size !== null) return size;
  throw new ScriptError(line, `'${text}' is no size`, "an integer from 0 to 2^53 - 1, such as 24, 0x18, 64K, 2M or 1G");
}
