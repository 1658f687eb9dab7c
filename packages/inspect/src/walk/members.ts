/** The single members of a structure at an address, nested structures opened and arrays taken apart. */
import type { CType, Struct } from "@zmm/layout";

/** One member, or one element of an array member, where it stands. */
export interface MemberView {
  /** Address of its first byte. */
  readonly address: number;
  /** Bytes: 4 or 8. */
  readonly size: number;
  /** Its name in C, such as `info._size` or `free_buckets[3]`. */
  readonly name: string;
  /** How to show its value. */
  readonly shows: "address" | "number" | "bits";
}

/** The members of `struct` at `address`, in the order in which they lie. Padding is left out. */
export function* members(struct: Struct, address: number, prefix = ""): Generator<MemberView, void, undefined> {
  for (const field of struct.fields) {
    for (let index = 0; index < field.type.count; index++) {
      const name = prefix + field.c + (field.type.count > 1 ? `[${index}]` : "");
      yield* element(field.type, address + field.offset + index * field.type.size, name);
    }
  }
}

function* element(type: CType, address: number, name: string): Generator<MemberView, void, undefined> {
  if (type.struct) yield* members(type.struct, address, `${name}.`);
  else if (type.shows !== "struct") yield { address, size: type.size, name, shows: type.shows };
}
