/**
 * File names of call sites. A debug header holds two words where C has pointers to constant strings; here they are
 * numbers in this table, which lives beside the memory as C's strings live beside its heap.
 */
import type { BlockStatus } from "@zmm/heap";
import type { Place, Site } from "./place.js";

/** The file of calls whose stack was not looked at. */
const UNKNOWN_FILE = "[unknown]";
/** Where PHP allocates the reserve, which is what a block without any file is. */
const RESERVE: Place = { file: "zend/Zend/zend_alloc.c", line: 1126 };

export class SiteTable {
  private readonly files: string[] = [RESERVE.file];
  private readonly ids = new Map<string, number>();
  private readonly functions = new Map<string, string>();

  /** The number of a file, from 1. */
  idOf(file: string): number {
    const known = this.ids.get(file);
    if (known !== undefined) return known;
    const id = this.files.length;
    this.files.push(file);
    this.ids.set(file, id);
    return id;
  }

  /** The number that stands for calls whose stack was not looked at. */
  get unknown(): number {
    return this.idOf(UNKNOWN_FILE);
  }

  /** Remembers which function a place is in. */
  note(place: Place): void {
    if (place.function !== undefined) this.functions.set(`${place.file}:${place.line}`, place.function);
  }

  /** The place that a header's two numbers stand for. */
  placeOf(file: number, line: number): Place {
    if (file === 0) return RESERVE;
    const name = this.files[file] ?? UNKNOWN_FILE;
    const inside = this.functions.get(`${name}:${line}`);
    return inside === undefined ? { file: name, line } : { file: name, line, function: inside };
  }

  /** Where a block was allocated, and for whom. */
  siteOf(status: Pick<BlockStatus, "file" | "line" | "origFile" | "origLine">): Site {
    const actual = status.origFile === 0 ? null : this.placeOf(status.origFile, status.origLine);
    return { ...this.placeOf(status.file, status.line), actual };
  }
}
