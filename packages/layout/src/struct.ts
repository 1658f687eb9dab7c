/**
 * C structures as tables.
 *
 * A structure is a list of members laid out as a C compiler does it: each member at the next multiple of its own
 * alignment, the whole rounded up to the largest alignment. Nothing else in the project computes an offset.
 */

/** The type of one member: its C spelling, its size and alignment in bytes, and how many of it stand in a row. */
export interface CType {
  /** The C type as a declaration spells it, for dumps and diagrams. */
  readonly c: string;
  /** Bytes of one element. */
  readonly size: number;
  /** Alignment in bytes. */
  readonly align: number;
  /** Elements of an array, or 1. */
  readonly count: number;
  /** For a nested structure, its table. */
  readonly struct?: Struct;
  /** How a reader should show a value: an address, a plain number, or a set of bits. */
  readonly shows: "address" | "number" | "bits" | "struct";
}

/** One member of a structure, with its place in it. */
export interface Field {
  /** Our name for it. */
  readonly name: string;
  /** PHP's name for it. */
  readonly c: string;
  readonly type: CType;
  /** Bytes from the start of the structure. */
  readonly offset: number;
  /** Bytes of the whole member, all elements of an array included. */
  readonly size: number;
}

/** A laid-out structure. `Name` is the union of its members' names. */
export interface Struct<Name extends string = string> {
  /** PHP's name for it. */
  readonly name: string;
  /** Bytes, as C's `sizeof` says. */
  readonly size: number;
  /** Alignment in bytes. */
  readonly align: number;
  readonly fields: readonly Field[];
  /**
   * The offset of a member, in bytes.
   * @throws RangeError when this data model's structure has no such member.
   */
  offsetOf(name: Name): number;
}

/** A member before it has a place: its C name and type. `null` stands for a member that this data model leaves out. */
export type Member = readonly [c: string, type: CType] | null;

/** Rounds `bytes` up to a multiple of `alignment` (both in bytes, `alignment` a power of two). */
export function alignUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** `count` elements of `type` in a row. */
export function arrayOf(type: CType, count: number): CType {
  return { ...type, c: `${type.c}[${count}]`, count };
}

/** A structure nested in another by value. */
export function nested(struct: Struct): CType {
  return { c: struct.name, size: struct.size, align: struct.align, count: 1, struct, shows: "struct" };
}

/** Lays out a structure: members in order, each aligned as C does it. */
export function struct<Name extends string>(name: string, members: Readonly<Record<Name, Member>>): Struct<Name> {
  const fields: Field[] = [];
  let end = 0;
  let align = 1;
  for (const [memberName, member] of Object.entries<Member>(members)) {
    if (member === null) continue;
    const [c, type] = member;
    const offset = alignUp(end, type.align);
    const size = type.size * type.count;
    fields.push({ name: memberName, c, type, offset, size });
    end = offset + size;
    align = Math.max(align, type.align);
  }
  const offsets = new Map(fields.map((field) => [field.name, field.offset]));
  return {
    name,
    size: alignUp(end, align),
    align,
    fields,
    offsetOf(field) {
      const offset = offsets.get(field);
      if (offset === undefined) throw new RangeError(`struct ${name} has no member '${field}' in this data model`);
      return offset;
    },
  };
}
