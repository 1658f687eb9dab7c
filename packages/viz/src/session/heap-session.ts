/**
 * One real heap at one moment, and what all views share: where time stands, what the last step did, what is selected.
 *
 * Views read `reader`, `position` and `explanation` inside computed values; each of them follows `version`, which every
 * move raises by one. The bytes themselves are the heap's own and change in place, so nobody keeps them.
 */
import { type Heap, SystemHeap, type ZendHeap } from "@zmm/heap";
import { HeapReader, type Snapshot, type StorageAnswers, writeSnapshot } from "@zmm/inspect";
import type { TracedEvent } from "@zmm/storage";
import { HeapTimeline, OP_ALLOCATE, OP_END_REQUEST, OP_FREE, type Trace, type TraceSettings } from "@zmm/trace";
import { markRaw, type ShallowRef, shallowRef } from "vue";
import { extended, sharedLength } from "./branch.js";
import { type HeapChoice, heapSource } from "./heap-choice.js";
import { Names } from "./names.js";
import { RangeSet } from "./range-set.js";
import { type LiveBlocks, type Naming, parseScript, type ScriptScope, scriptTrace } from "./script.js";
import type { Selection } from "./selection.js";
import { storageAnswers } from "./storage-answers.js";
import { plainStory, type Story, type TracedOperation, zendStory } from "./story.js";
import { type Touched, touchedBy } from "./touched.js";

/** Bytes that copies of earlier moments may take. */
const COPIES = 48 * 1024 * 1024;

/** A heap that was not made here but read from a file: it stands still. */
interface Still {
  readonly reader: HeapReader;
}

export class HeapSession {
  /** Which allocator, settings and storage it runs on. */
  readonly choice: HeapChoice;
  /** Raised by every move. */
  readonly version: ShallowRef<number> = shallowRef(0);
  /** What is looked at, in all views; null for nothing. */
  readonly selection: ShallowRef<Selection | null> = shallowRef(null);
  /** What stays selected when the pointer leaves; null for nothing. */
  readonly pinned: ShallowRef<Selection | null> = shallowRef(null);
  /** Whether time runs; `TimeControls` makes it run. */
  readonly playing: ShallowRef<boolean> = shallowRef(false);
  private readonly timeline: HeapTimeline<Heap> | null;
  private readonly still: Still | null;
  /** The trace without what was typed in its middle, and what its blocks are called. */
  private original: Trace;
  private originalNames: Names;
  private names: Names;
  /** What the heap asked of its storage since the list was last emptied. */
  private asked: TracedEvent[] = [];
  private told: Story | null = null;
  private touches: readonly Touched[] = [];
  private cachedReader: HeapReader | null = null;
  private touchedSets: { readonly words: RangeSet; readonly blocks: ReadonlySet<number> } | null = null;

  private constructor(trace: Trace, namings: readonly Naming[], choice: HeapChoice, still: Still | null) {
    this.choice = choice;
    this.original = trace;
    this.names = new Names(namings);
    this.originalNames = this.names;
    this.still = still;
    const source = heapSource(choice, trace.settings, (event) => this.asked.push(event));
    this.timeline = still === null ? new HeapTimeline(trace, source, { budget: COPIES }) : null;
    markRaw(this);
  }

  /**
   * A heap at the start of a trace.
   * @throws ConfigurationError, OutOfMemoryError when the heap cannot start.
   */
  static ofTrace(trace: Trace, choice: HeapChoice = {}): HeapSession {
    return new HeapSession(trace, [], choice, null);
  }

  /**
   * A heap at the start of a script; an empty one is a heap to type operations into.
   * @throws ScriptError for a line that cannot be; ConfigurationError, OutOfMemoryError when the heap cannot start.
   */
  static ofScript(text = "", choice: HeapChoice = {}, settings: TraceSettings = {}): HeapSession {
    const script = parseScript(text);
    return new HeapSession(scriptTrace(script, "script", settings), script.namings, choice, null);
  }

  /** The heap of a snapshot, which stands still: no operation can be done on it. */
  static ofSnapshot({ heap: reader }: Pick<Snapshot, "heap">): HeapSession {
    const nothing = scriptTrace(parseScript(""), "snapshot");
    return new HeapSession(nothing, [], { model: reader.layout.model.name }, { reader });
  }

  /** The operations there are. */
  get trace(): Trace {
    void this.version.value;
    return this.timeline?.trace ?? this.original;
  }

  /** How many operations there are. */
  get length(): number {
    return this.trace.length;
  }

  /** Operations done so far. */
  get position(): number {
    void this.version.value;
    return this.timeline?.position ?? 0;
  }

  /** Of these, how many failed for lack of memory. */
  get failures(): number {
    void this.version.value;
    return this.timeline?.failures ?? 0;
  }

  /** The heap of this moment, another object after each step back; null for a snapshot. */
  get heap(): Heap | null {
    void this.version.value;
    return this.timeline?.heap ?? null;
  }

  /** Whether the heap's bytes are those of a Zend heap, so that its lists and trees can be shown. */
  get isZend(): boolean {
    return this.choice.heap !== "system";
  }

  /** Reads the Zend heap of this moment; null where the heap is another. */
  get reader(): HeapReader | null {
    void this.version.value;
    this.cachedReader ??= this.still?.reader ?? readerOf(this.timeline?.heap ?? null);
    return this.cachedReader;
  }

  /** What the step just done did; null at the start. */
  get explanation(): Story | null {
    void this.version.value;
    return this.told;
  }

  /** What the next step will do; null at the end. Explained each time it is asked for. */
  get next(): Story | null {
    const { reader, position, length, timeline } = this;
    if (timeline === null || position >= length) return null;
    const operation = this.operation(position);
    return reader === null ? plainStory(operation, 0, true) : zendStory(operation, reader, this.answers([]));
  }

  /** The bytes that the step just done wrote or handed out. */
  get touched(): readonly Touched[] {
    void this.version.value;
    return this.touches;
  }

  /** Whether the step just done wrote any of these bytes, or handed out the block that begins there. */
  isTouched({ address, bytes }: { readonly address: number; readonly bytes: number }): boolean {
    void this.version.value;
    this.touchedSets ??= {
      words: new RangeSet(this.touches.filter(({ kind }) => kind === "word")),
      blocks: new Set(this.touches.filter(({ kind }) => kind === "block").map((block) => block.address)),
    };
    return this.touchedSets.blocks.has(address) || this.touchedSets.words.meets(address, bytes);
  }

  /** The address of each ID's block at this moment; 0 where there is none. */
  get addresses(): Uint32Array {
    void this.version.value;
    return this.timeline?.addresses ?? new Uint32Array(0);
  }

  /** Whether a step back costs little; otherwise it replays from the start. */
  get isQuickBackwards(): boolean {
    return this.timeline?.restorable ?? true;
  }

  /** Whether operations were typed in the middle of the trace, so that its rest is set aside. */
  get isBranched(): boolean {
    void this.version.value;
    return this.trace !== this.original;
  }

  /**
   * Goes to the moment after `position` operations, 0 to all of them.
   * @throws RangeError when there is none.
   */
  seek(position: number): void {
    const { timeline } = this;
    if (timeline === null && position === 0) return;
    if (timeline === null) throw new RangeError(`a snapshot has no operation ${position}: it stands still`);
    this.told = null;
    this.touches = [];
    if (position > 0 && position <= timeline.trace.length && Number.isInteger(position))
      this.arrive(timeline, position);
    else timeline.seek(position);
    this.moved();
  }

  /** Goes `by` operations on, or back where it is negative, as far as there are any. */
  step(by: number): void {
    const position = Math.min(this.length, Math.max(0, this.position + by));
    if (position !== this.position) this.seek(position);
  }

  /**
   * Does what a text in the language of scripts says, at this moment. Operations of the trace that stand behind it are
   * set aside; `rejoin` brings them back.
   * @throws ScriptError, and then nothing has happened; RangeError for a snapshot.
   */
  append(text: string): void {
    const { timeline } = this;
    if (timeline === null) throw new RangeError("no operation can be done on a snapshot: it stands still");
    const script = parseScript(text, this.scope());
    if (script.operations.length === 0) return;
    const { position } = timeline;
    this.names = this.names.branched(position, script.namings);
    const goesOn = timeline.trace === this.original && position === this.original.length;
    timeline.change(extended(timeline.trace, position, script), position);
    if (goesOn) this.setOriginal(timeline.trace);
    this.seek(position + script.operations.length);
  }

  /** Goes back to the trace as it was before operations were typed, at the place where the two parted. */
  rejoin(): void {
    const { timeline } = this;
    if (timeline === null || timeline.trace === this.original) return;
    const shared = sharedLength(timeline.trace, this.original);
    timeline.change(this.original, shared);
    this.names = this.originalNames;
    this.seek(Math.min(timeline.position, shared));
  }

  /** What a block is called: its name in the script, or `#` and its ID. */
  nameOf(id: number): string {
    return this.names.after(this.position - 1, id);
  }

  /** The ID of the live block whose bytes start at an address, or null. */
  idAt(address: number): number | null {
    const id = address === 0 ? -1 : this.addresses.indexOf(address);
    return id < 0 ? null : id;
  }

  /** What the live block with its header at an address is called; null where there is none. */
  nameAt(block: number): string | null {
    const id = this.idAt(block + (this.reader?.layout.headerSize ?? 8));
    return id === null ? null : this.nameOf(id);
  }

  /** Operation `index`, from 0, as it is typed. */
  callText(index: number): string {
    const { ops, ids, sizes } = this.trace;
    const op = ops[index];
    if (op === OP_END_REQUEST) return "endRequest()";
    const name = this.names.after(index, ids[index] as number);
    if (op === OP_FREE) return `efree(${name})`;
    if (op === OP_ALLOCATE) return `${name} = emalloc(${sizes[index]})`;
    return `${name} = erealloc(${this.names.after(index - 1, ids[index] as number)}, ${sizes[index]})`;
  }

  /** Selects something for as long as the pointer or the focus is on it; null goes back to what is pinned. */
  hover(selection: Selection | null): void {
    this.selection.value = selection ?? this.pinned.value;
  }

  /** Selects something until something else is; null for nothing. */
  pin(selection: Selection | null): void {
    this.pinned.value = selection;
    this.selection.value = selection;
  }

  /** The heap of this moment as the bytes of a snapshot file. @throws RangeError unless it is a Zend heap. */
  snapshot(): Promise<Uint8Array> {
    const { reader } = this;
    if (reader === null) throw new RangeError("only a Zend heap has snapshots");
    return writeSnapshot(reader);
  }

  /** Ends the heap. */
  dispose(): void {
    this.playing.value = false;
    this.timeline?.heap.dispose();
  }

  private setOriginal(trace: Trace): void {
    this.original = trace;
    this.originalNames = this.names;
  }

  /** The last step to `position`, explained. */
  private arrive(timeline: HeapTimeline<Heap>, position: number): void {
    timeline.seek(position - 1);
    const operation = this.operation(position - 1);
    this.asked = [];
    const before = readerOf(timeline.heap);
    let story = before && zendStory(operation, before, this.answers([]));
    const { failures } = timeline;
    timeline.seek(position);
    const answers = this.asked.filter((event) => event.call === "allocate" || event.call === "reallocate");
    if (story?.explanation && answers.length > 0 && timeline.restorable) {
      // where the storage put a segment is known only now: told once more, with that place in it
      timeline.seek(position - 1);
      story = zendStory(operation, readerOf(timeline.heap)!, this.answers(answers));
      timeline.seek(position);
    }
    const after = readerOf(timeline.heap);
    const result = timeline.addresses[timeline.trace.ids[position - 1] as number] ?? 0;
    this.told = story ?? plainStory(operation, result, timeline.failures === failures);
    this.touches = story?.explanation && after ? touchedBy(story.explanation, after) : [];
  }

  private operation(index: number): TracedOperation {
    const { ops, ids, sizes } = this.trace;
    const op = ops[index] as number;
    const address = op === OP_ALLOCATE ? 0 : (this.addresses[ids[index] as number] ?? 0);
    return {
      number: index + 1,
      op,
      size: sizes[index] as number,
      address,
      call: this.callText(index),
      site: siteOf(this.trace, index),
    };
  }

  private answers(events: readonly TracedEvent[]): StorageAnswers {
    return storageAnswers(events, this.timeline?.storageFails ?? false);
  }

  private moved(): void {
    this.cachedReader = null;
    this.touchedSets = null;
    this.version.value++;
  }

  /** What names stand for now. */
  private scope(): ScriptScope {
    const blocks: LiveBlocks = {
      idAt: (address) => this.idAt(address),
      isLive: (id) => Boolean(this.addresses[id]),
    };
    const { names, dead } = this.names.meanings(this.position, blocks.isLive);
    return { names, dead, nextId: Math.max(1, this.trace.idCount), blocks };
  }
}

function siteOf({ sites }: Trace, index: number): string {
  return sites?.names[sites.of[index] ?? 0] ?? "";
}

function readerOf(heap: Heap | null): HeapReader | null {
  if (heap === null || heap instanceof SystemHeap) return null;
  const { memory, address, layout } = heap as ZendHeap;
  return new HeapReader({ memory, address, layout });
}
