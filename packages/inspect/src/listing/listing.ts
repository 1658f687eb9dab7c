/**
 * A heap as a debugger would list it, in the manner of lldb: `p` prints members and blocks, `x` examines memory.
 *
 * Real heaps of PHP stand at high addresses, so that a listing can be told to show the heap structure at any address:
 * every address that it prints, and every word of the heap's own that holds one, is moved by the same distance.
 */
import { smallFreeBucket } from "@zmm/layout";
import type { HeapReader } from "../walk/heap-reader.js";
import { examine } from "./examine.js";
import { ListingError } from "./listing-error.js";
import { Printer, pointerDigits } from "./print.js";
import { Relocation } from "./relocation.js";

/** How a listing shows addresses and values. */
export interface ListingOptions {
  /** The address to show for the heap structure, a multiple of 8 below 2^53; by default its own. */
  readonly heapAt?: number;
  /** The number of the first value printed, as in `$1`; 1. */
  readonly firstValue?: number;
  /** Elements of an array to print before the rest is summed up as `...`; all. */
  readonly elements?: number;
}

/** A session of commands on one heap. */
export class Listing {
  readonly #heap: HeapReader;
  readonly #relocation: Relocation;
  readonly #printer: Printer;
  #value: number;

  constructor(heap: HeapReader, options: ListingOptions = {}) {
    this.#heap = heap;
    this.#relocation = new Relocation(heap, options.heapAt ?? heap.address);
    this.#printer = new Printer(heap, this.#relocation, options.elements ?? Number.POSITIVE_INFINITY);
    this.#value = options.firstValue ?? 1;
  }

  /** The command behind lldb's prompt, and what it prints. */
  show(command: string): string {
    return `(lldb) ${command}\n${this.run(command)}`;
  }

  /**
   * What a command prints:
   * `p heap->MEMBER`, `p &heap->MEMBER`, `p bucket(INDEX)` (the address of a small bucket's list head),
   * `p *(STRUCT *) ADDRESS`, and `x/COUNTxw ADDRESS` with units `b`, `w` and `g` of 1, 4 and 8 bytes.
   * Addresses are as the listing shows them.
   * @throws ListingError
   */
  run(command: string): string {
    const text = command.trim();
    return this.#print(text) ?? this.#examine(text) ?? this.#unknown(text);
  }

  #print(command: string): string | null {
    const field = /^p\s+(&?)heap->(\w+)$/.exec(command);
    if (field) return this.#field(command, field[2] ?? "", field[1] === "&");
    const bucket = /^p\s+bucket\((\d+)\)$/.exec(command);
    if (bucket) return this.#bucket(command, Number(bucket[1]));
    const struct = /^p\s+\*\(\s*(\w+)\s*\*\s*\)\s*(0x[0-9a-f]+|\d+)$/i.exec(command);
    return struct ? this.#struct(command, struct[1] ?? "", Number(struct[2])) : null;
  }

  #field(command: string, name: string, byAddress: boolean): string {
    const field = this.#heap.layout.structs.heap.fields.find((each) => each.c === name);
    if (!field) throw new ListingError(command, `zend_mm_heap has no member '${name}'`);
    const value = this.#value++;
    return byAddress ? this.#printer.fieldAddress(field, value) : this.#printer.field(field, value);
  }

  #bucket(command: string, index: number): string {
    const { layout, address } = this.#heap;
    if (index >= layout.numBuckets) throw new ListingError(command, `there are ${layout.numBuckets} buckets`);
    const head = this.#relocation.shown(smallFreeBucket(layout, address, index));
    return `(zend_mm_free_block *) $${this.#value++} = ${pointerDigits(layout, head)}`;
  }

  #struct(command: string, name: string, address: number): string {
    const struct = Object.values(this.#heap.layout.structs).find((each) => each.name === name);
    if (!struct) throw new ListingError(command, `there is no structure '${name}'`);
    const at = this.#relocation.real(address);
    if (!this.#heap.holds(at, struct.size)) throw new ListingError(command, "the address is outside the memory");
    return this.#printer.struct(struct, at, this.#value++);
  }

  #examine(command: string): string | null {
    const parts = /^x\/(\d+)x([bwg])\s+(0x[0-9a-f]+|\d+)$/i.exec(command);
    if (!parts) return null;
    const unit = parts[2] === "b" ? 1 : parts[2] === "w" ? 4 : 8;
    const address = Number(parts[3]);
    const real = this.#relocation.real(address);
    if (real % Math.min(unit, 4) !== 0)
      throw new ListingError(command, `the address is no multiple of ${Math.min(unit, 4)}`);
    if (!this.#heap.holds(real, Number(parts[1]) * unit)) throw new ListingError(command, "that is outside the memory");
    return examine(this.#relocation, { address, count: Number(parts[1]), unit });
  }

  #unknown(command: string): never {
    throw new ListingError(command, "not understood; try 'p heap->free_buckets' or 'x/12xw ADDRESS'");
  }
}
