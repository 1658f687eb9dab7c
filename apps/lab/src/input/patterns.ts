/** Programs made up from a seed, each after a way in which real ones use memory. */
import { randomBelowOne } from "@zmm/storage";
import { OP_ALLOCATE, OP_FREE, OP_REALLOCATE, type Trace } from "@zmm/trace";

export const PATTERNS = {
  churn: "small blocks, freed in no order: what objects and strings do",
  stack: "blocks freed in the reverse order: what nested calls do",
  growing: "buffers that grow step by step: what string building does",
  sawtooth: "memory fills up and is emptied, again and again: what batches do",
  mixed: "mostly small blocks, now and then a huge one",
} as const;

export type Pattern = keyof typeof PATTERNS;

/** Operations that a generated program may have. */
export const MOST_GENERATED = 500_000;

export function isPattern(name: string): name is Pattern {
  return Object.hasOwn(PATTERNS, name);
}

/** The number of operations that a program has that should have `count`: 1 to `MOST_GENERATED`. */
export function generatedCount(count: number): number {
  return Math.min(MOST_GENERATED, Math.max(1, Math.floor(count)));
}

/**
 * The program of a pattern and a seed; the same ones give the same program.
 * @param count operations, 1 to `MOST_GENERATED`; numbers beyond become the nearest of these.
 */
export function generate(pattern: Pattern, seed: number, count: number): Trace {
  const program = new Program(generatedCount(count));
  const random = randomBelowOne(seed ^ 0x9e3779b9);
  while (!program.isFull) MAKERS[pattern](program, random);
  return program.trace(`${pattern}, seed ${seed}`);
}

/** Below 1, from 0. */
type Random = () => number;

const MAKERS: Readonly<Record<Pattern, (program: Program, random: Random) => void>> = {
  churn(program, random) {
    if (program.live > 400 * random() + 100) program.free(Math.floor(random() * program.live));
    else program.allocate(8 + Math.floor(random() ** 3 * 480));
  },
  stack(program, random) {
    if (random() < program.live / 600) program.free(program.live - 1);
    else program.allocate(16 + Math.floor(random() ** 2 * 2000));
  },
  growing(program, random) {
    if (program.live < 12 || random() < 0.05) program.allocate(16 + Math.floor(random() * 64));
    else if (random() < 0.04) program.free(Math.floor(random() * program.live));
    else program.grow(Math.floor(random() * program.live), 1.1 + random() * 0.7, 600_000);
  },
  sawtooth(program, random) {
    const fill = 200 + Math.floor(random() * 800);
    for (let at = 0; at < fill; at++) program.allocate(24 + Math.floor(random() ** 4 * 9000));
    const kept = Math.floor(fill * random() * 0.2);
    while (program.live > kept && !program.isFull) program.free(Math.floor(random() * program.live));
  },
  mixed(program, random) {
    if (random() < program.live / 700) program.free(Math.floor(random() * program.live));
    else
      program.allocate(random() < 0.01 ? 50_000 + Math.floor(random() * 700_000) : 8 + Math.floor(random() ** 2 * 700));
  },
};

/** A program in the making: its operations, and its live blocks. */
class Program {
  private readonly ops: Uint8Array;
  private readonly ids: Int32Array;
  private readonly sizes: Float64Array;
  private length = 0;
  private nextId = 0;
  private readonly unused: number[] = [];
  private readonly blocks: { readonly id: number; readonly size: number }[] = [];

  constructor(count: number) {
    this.ops = new Uint8Array(count);
    this.ids = new Int32Array(count);
    this.sizes = new Float64Array(count);
  }

  get isFull(): boolean {
    return this.length === this.ops.length;
  }

  /** Live blocks. */
  get live(): number {
    return this.blocks.length;
  }

  allocate(size: number): void {
    if (this.isFull) return;
    const id = this.unused.pop() ?? this.nextId++;
    this.blocks.push({ id, size });
    this.push(OP_ALLOCATE, id, size);
  }

  /** Frees the live block at a place of their list, which the last one takes. */
  free(place: number): void {
    const block = this.blocks[place];
    const last = this.blocks.pop();
    if (block === undefined || last === undefined) return;
    if (block !== last) this.blocks[place] = last;
    this.unused.push(block.id);
    this.push(OP_FREE, block.id, 0);
  }

  /** Makes a live block larger by a factor; frees it instead when it would exceed `most` bytes. */
  grow(place: number, factor: number, most: number): void {
    const { id, size } = this.blocks[place]!;
    const larger = Math.ceil(size * factor);
    if (larger > most) {
      this.free(place);
      return;
    }
    this.blocks[place] = { id, size: larger };
    this.push(OP_REALLOCATE, id, larger);
  }

  trace(name: string): Trace {
    const { ops, ids, sizes, length } = this;
    return { name, settings: {}, length, ops, ids, sizes, idCount: Math.max(1, this.nextId) };
  }

  private push(op: number, id: number, size: number): void {
    if (this.isFull) return;
    this.ops[this.length] = op;
    this.ids[this.length] = id;
    this.sizes[this.length] = size;
    this.length++;
  }
}
