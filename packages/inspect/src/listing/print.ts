/** What `p` prints: values with their C types, as lldb writes them. */
import type { CType, Field, Layout, Struct } from "@zmm/layout";
import type { HeapReader } from "../walk/heap-reader.js";
import type { Relocation } from "./relocation.js";

/** Prints values of one heap. `value` is the number in `$1`. */
export class Printer {
  readonly #heap: HeapReader;
  readonly #relocation: Relocation;
  readonly #elements: number;

  /** @param elements of an array to print before the rest is summed up. */
  constructor(heap: HeapReader, relocation: Relocation, elements: number) {
    this.#heap = heap;
    this.#relocation = relocation;
    this.#elements = elements;
  }

  /** A member of the heap structure. */
  field({ type, offset }: Field, value: number): string {
    return `(${spelled(type)}) $${value} = ${this.#value(type, this.#heap.address + offset, "")}`;
  }

  /** Where a member of the heap structure stands. */
  fieldAddress({ type, offset }: Field, value: number): string {
    const { layout, address } = this.#heap;
    return `(${pointerTo(type)}) $${value} = ${pointerDigits(layout, this.#relocation.shown(address + offset))}`;
  }

  /** A structure at an address of the heap. */
  struct(struct: Struct, at: number, value: number): string {
    return `(${struct.name}) $${value} = ${this.#structValue(struct, at, "")}`;
  }

  #value(type: CType, at: number, indent: string): string {
    if (type.count === 1) return this.#scalar(type, at, indent);
    const inner = `${indent}  `;
    const lines = Array.from({ length: Math.min(type.count, this.#elements) }, (_, index) => {
      return `${inner}[${index}] = ${this.#scalar(type, at + index * type.size, inner)}`;
    });
    if (type.count > this.#elements) lines.push(`${inner}...`);
    return ["{", ...lines, `${indent}}`].join("\n");
  }

  #scalar(type: CType, at: number, indent: string): string {
    const { layout } = this.#heap;
    if (type.struct) return this.#structValue(type.struct, at, indent);
    if (type.shows === "address") return pointerDigits(layout, this.#relocation.shownPointer(this.#heap.word(at)));
    if (type.size === 8) return this.#heap.bits(at).toString();
    return String(type.c === "int" ? this.#heap.int(at) : this.#heap.u32(at));
  }

  #structValue(struct: Struct, at: number, indent: string): string {
    const inner = `${indent}  `;
    const lines = struct.fields.map(({ c, type, offset }) => `${inner}${c} = ${this.#value(type, at + offset, inner)}`);
    return ["{", ...lines, `${indent}}`].join("\n");
  }
}

/** A pointer as lldb writes it: all digits of the word. */
export function pointerDigits(layout: Layout, address: number): string {
  return `0x${address.toString(16).padStart(2 * layout.model.word, "0")}`;
}

/** `zend_mm_free_block*[128]` as lldb spells it: `zend_mm_free_block *[128]`. */
function spelled(type: CType): string {
  const element = elementOf(type);
  return type.count > 1 ? `${withSpace(element)}[${type.count}]` : element;
}

function pointerTo(type: CType): string {
  const element = withSpace(elementOf(type));
  return type.count > 1 ? `${element}(*)[${type.count}]` : `${element}*`;
}

function elementOf(type: CType): string {
  return type.c.replace(/\[\d+\]$/, "").replace(/\s*(\*+)$/, " $1");
}

/** A type that something is written behind: stars stand close to it, other types leave a space. */
function withSpace(element: string): string {
  return element.endsWith("*") ? element : `${element} `;
}
