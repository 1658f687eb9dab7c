/** Box diagrams of structures, drawn from their tables. */
import type { Struct } from "./struct.js";

/** One row of a diagram: a member, an element of a nested structure, or padding. */
interface Row {
  readonly offset: number;
  readonly size: number;
  readonly label: string;
}

/**
 * Draws a structure as a column of boxes with the offset of each row (hexadecimal bytes), one row a member; nested
 * structures are opened, arrays stay one row, and padding is shown as such.
 */
export function renderStruct(struct: Struct): string {
  const rows = [...rowsOf(struct, 0, "")];
  const width = Math.max(...rows.map((row) => row.label.length));
  const line = `       +${"-".repeat(width + 2)}+`;
  const body = rows.flatMap((row) => [`${offsetLabel(row.offset)} | ${row.label.padEnd(width)} | ${row.size}`, line]);
  return [`struct ${struct.name}, ${struct.size} bytes`, line, ...body].join("\n");
}

function offsetLabel(offset: number): string {
  return `0x${offset.toString(16)}`.padStart(6);
}

function* rowsOf(struct: Struct, base: number, prefix: string): Generator<Row> {
  let end = 0;
  for (const field of struct.fields) {
    if (field.offset > end) yield { offset: base + end, size: field.offset - end, label: "(padding)" };
    if (field.type.struct && field.type.count === 1) {
      yield* rowsOf(field.type.struct, base + field.offset, `${prefix}${field.c}.`);
    } else {
      const suffix = field.type.count > 1 ? `[${field.type.count}]` : "";
      yield { offset: base + field.offset, size: field.size, label: `${prefix}${field.c}${suffix}` };
    }
    end = field.offset + field.size;
  }
  if (end < struct.size) yield { offset: base + end, size: struct.size - end, label: "(padding)" };
}
