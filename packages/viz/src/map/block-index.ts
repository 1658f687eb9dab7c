/**
 * Where every block of a heap lies, in flat arrays, so that a picture finds the blocks of any window by binary search.
 *
 * Segments may lie far apart. The map shows them side by side, in the order of addresses: a *place* is a number of
 * bytes from the start of the map, and pieces (blocks, segment headers, the heap's structure) lie in it without gaps.
 *
 * ```
 *   addresses   heap      segment                 segment
 *               |----|....|--|------|----|-|......|--|---------|-|
 *   places      |----|--|------|----|-|--|---------|-|
 * ```
 */
import { cachedBlocks, type HeapReader, restList, type SegmentView, segments } from "@zmm/inspect";
import { ALIGNMENT, TYPE_FREE, TYPE_GUARD } from "@zmm/layout";
import { KIND_CACHED, KIND_FREE, KIND_GUARD, KIND_HEAP, KIND_REST, KIND_SEGMENT, KIND_USED } from "./map-kind.js";

/** One piece of the map. Sizes, places and addresses in bytes. */
export interface Piece {
  /** Its number on the map, from 0. */
  readonly index: number;
  /** Address of its first byte: of a block, of its header. */
  readonly address: number;
  readonly size: number;
  readonly place: number;
  /** One of the `KIND_` numbers. */
  readonly kind: number;
}

/** A segment on the map. */
export interface SegmentPlace {
  readonly address: number;
  readonly size: number;
  readonly place: number;
}

/** A block of a heap that is no Zend heap: its address, bytes, and whether it is live. */
export interface PlainBlock {
  readonly address: number;
  readonly size: number;
  readonly used: boolean;
}

const FIRST_CAPACITY = 4096;

export class BlockIndex {
  /** Pieces there are. */
  count = 0;
  /** By piece: the address of its first byte. */
  addresses: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  /** By piece: its place; behind the last one, the bytes of the whole map. */
  places: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  /** By piece: its kind. */
  kinds: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** In the order of addresses. */
  segments: readonly SegmentPlace[] = [];
  /** By segment: the number of its first piece. */
  private firstPieces: number[] = [];

  /** Bytes of the whole map. */
  get total(): number {
    return this.places[this.count] ?? 0;
  }

  /** Reads a Zend heap anew. The arrays are kept and grow as needed, so that a heap at work makes no garbage. */
  readZend(heap: HeapReader): void {
    this.start();
    const found = [...segments(heap)].sort((a, b) => a.address - b.address);
    const structure = { address: heap.address, size: heap.layout.structs.heap.size };
    // an internal heap's structure lies in a block of its own segment, which shows it already
    const inside = found.some(
      ({ address, size }) => structure.address >= address && structure.address < address + size,
    );
    if (!inside) this.push(structure.address, structure.size, KIND_HEAP);
    const places: SegmentPlace[] = [];
    for (const segment of found) {
      places.push({ address: segment.address, size: segment.size, place: this.total });
      this.firstPieces.push(this.count);
      this.pushSegment(heap, segment);
    }
    this.segments = places;
    for (const address of cachedBlocks(heap)) this.mark(address, KIND_USED, KIND_CACHED);
    for (const address of restList(heap)) this.mark(address, KIND_FREE, KIND_REST);
  }

  /** Reads the blocks of another heap, segment after segment in any order; what lies between them is left out. */
  readPlain(blocks: Iterable<PlainBlock>): void {
    this.start();
    const runs: PlainBlock[][] = [];
    let end = -1;
    for (const block of blocks) {
      if (block.address !== end) runs.push([]);
      runs.at(-1)?.push(block);
      end = block.address + block.size;
    }
    runs.sort(([a], [b]) => (a?.address ?? 0) - (b?.address ?? 0));
    this.segments = runs.map((run) => this.pushRun(run));
  }

  /** The number of the piece at a place; the first or last one for places before or behind the map, -1 without any. */
  pieceAt(place: number): number {
    return Math.min(this.count, Math.max(1, upperBound(this.places, this.count, place))) - 1;
  }

  /** A piece by its number. */
  piece(index: number): Piece {
    const place = this.places[index]!;
    return {
      index,
      address: this.addresses[index]!,
      size: this.places[index + 1]! - place,
      place,
      kind: this.kinds[index]!,
    };
  }

  /** The place of an address, or -1 when the map does not show it. */
  placeOf(address: number): number {
    let at = upperBoundOf(this.segments, address) - 1;
    const segment = this.segments[at];
    if (segment && address < segment.address + segment.size) return segment.place + (address - segment.address);
    at = this.kinds[0] === KIND_HEAP ? 0 : -1;
    const isHeap = at === 0 && address >= this.addresses[0]! && address < this.addresses[0]! + this.places[1]!;
    return isHeap ? address - this.addresses[0]! : -1;
  }

  /** The address at a place of the map. */
  addressAt(place: number): number {
    const index = this.pieceAt(place);
    return index < 0 ? 0 : this.addresses[index]! + Math.floor(place) - this.places[index]!;
  }

  private start(): void {
    this.count = 0;
    this.places[0] = 0;
    this.segments = [];
    this.firstPieces = [];
  }

  private pushSegment(heap: HeapReader, segment: SegmentView): void {
    const end = segment.address + segment.size;
    this.push(segment.address, segment.firstBlock - segment.address, KIND_SEGMENT);
    let address = segment.firstBlock;
    while (address < end) {
      // a damaged header ends the walk; the rest of the segment shows as one piece
      const size = heap.blockSize(address);
      if (size < ALIGNMENT || size % ALIGNMENT !== 0 || address + size > end) break;
      const type = heap.blockType(address);
      this.push(address, size, type === TYPE_FREE ? KIND_FREE : type === TYPE_GUARD ? KIND_GUARD : KIND_USED);
      address += size;
      if (type === TYPE_GUARD) break;
    }
    if (address < end) this.push(address, end - address, KIND_GUARD);
  }

  private pushRun(run: readonly PlainBlock[]): SegmentPlace {
    const place = this.total;
    this.firstPieces.push(this.count);
    for (const { address, size, used } of run) this.push(address, size, used ? KIND_USED : KIND_FREE);
    return { address: run[0]?.address ?? 0, size: this.total - place, place };
  }

  private push(address: number, size: number, kind: number): void {
    const { count } = this;
    if (count + 2 > this.places.length) this.grow();
    this.addresses[count] = address;
    this.kinds[count] = kind;
    this.places[count + 1] = this.places[count]! + size;
    this.count = count + 1;
  }

  private grow(): void {
    const length = this.places.length * 2;
    this.addresses = copied(new Uint32Array(length), this.addresses);
    this.places = copied(new Uint32Array(length), this.places);
    this.kinds = copied(new Uint8Array(length), this.kinds);
  }

  /** Gives a block another kind, if it has the one expected. */
  private mark(address: number, from: number, to: number): void {
    const segment = upperBoundOf(this.segments, address) - 1;
    const first = this.firstPieces[segment];
    if (first === undefined) return;
    const end = this.firstPieces[segment + 1] ?? this.count;
    const at = upperBound(this.addresses, end, address, first) - 1;
    if (this.addresses[at] === address && this.kinds[at] === from) this.kinds[at] = to;
  }
}

function copied<T extends Uint32Array | Uint8Array>(to: T, from: T): T {
  to.set(from);
  return to;
}

/** The first index from `low` to `high` whose value is greater; values ascend. */
function upperBound(values: Uint32Array, high: number, value: number, low = 0): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (values[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

function upperBoundOf(segments: readonly SegmentPlace[], address: number): number {
  let from = 0;
  let to = segments.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (segments[middle]!.address <= address) from = middle + 1;
    else to = middle;
  }
  return from;
}
