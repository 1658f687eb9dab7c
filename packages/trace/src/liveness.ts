import type { ByteScanner } from "./byte-scanner.js";

/**
 * Which IDs stand for a pointer at the moment, for readers that check what they read.
 *
 * A cell holds the line of the allocation while the ID is live, minus the line of the free after it, 0 before: the
 * state and what a message wants to say about it in one number. A request end only moves the floor.
 */
export class Liveness {
  private lines = new Int32Array(1024);
  private floor = 0;
  /** One more than the highest ID seen. */
  idCount = 0;

  /** @throws TraceFormatError when the ID is in use. */
  allocate(scanner: ByteScanner, id: number): void {
    if (id >= this.idCount) this.widen(id);
    const since = this.lines[id] as number;
    if (since > this.floor) scanner.fail(`ID ${id} is in use since line ${since}`, "an ID that is free");
    this.lines[id] = scanner.line;
  }

  /** @throws TraceFormatError when the ID is dead. */
  use(scanner: ByteScanner, id: number): void {
    if (id >= this.idCount || (this.lines[id] as number) <= this.floor) this.dead(scanner, id);
  }

  /** @throws TraceFormatError when the ID is dead. */
  free(scanner: ByteScanner, id: number): void {
    this.use(scanner, id);
    this.lines[id] = -scanner.line;
  }

  endRequest(scanner: ByteScanner): void {
    this.floor = scanner.line;
  }

  /** Whether the ID is live; marks it live if it is not. Goldens do not say what a failed operation was. */
  touch(scanner: ByteScanner, id: number): void {
    if (id >= this.idCount) this.widen(id);
    if ((this.lines[id] as number) <= this.floor) this.lines[id] = scanner.line;
  }

  private widen(id: number): void {
    this.idCount = id + 1;
    if (id < this.lines.length) return;
    const wider = new Int32Array(2 ** Math.ceil(Math.log2(id + 1)));
    wider.set(this.lines);
    this.lines = wider;
  }

  private dead(scanner: ByteScanner, id: number): never {
    const last = id < this.idCount ? (this.lines[id] as number) : 0;
    let why = "it was never allocated";
    if (last < 0 && -last > this.floor) why = `it was freed on line ${-last}`;
    else if (last !== 0) why = `the request ended on line ${this.floor}`;
    scanner.fail(`ID ${id} is dead: ${why}`, "an ID that is allocated and not freed");
  }
}
