import type { Heap } from "@zmm/heap";
import { BinaryTraceWriter, type ByteSink } from "../binary/binary-writer.js";
import { checkedCount } from "../checked-count.js";
import { MarginList } from "../margin-list.js";
import { OpList } from "../op-list.js";
import type { Trace, TraceSettings } from "../trace.js";
import { BatchReader } from "./batch-reader.js";
import { settingsOf } from "./heap-settings.js";
import { RecordingHeap } from "./recording-heap.js";
import type { RecordedBatch, RecordingSink } from "./records.js";

/** How a recording is made. */
export interface RecordOptions {
  /** Words of 32 bits for records, of which an operation takes 1 to 3: so often is the rest of the work done; 65536. */
  readonly capacity?: number;
  /** The settings to be written down with the trace; those of a Zend heap as they are at the start, if left out. */
  readonly settings?: TraceSettings;
  /** Asked before each operation where in the program it comes from; see `stackSite`. By default nobody asks. */
  readonly site?: () => string;
}

/** A recording that keeps what it has seen. */
export interface Recording {
  /** To be used instead of the heap that is recorded. */
  readonly heap: Heap;
  /** Writes a remark down between the operations before and those to come. */
  note(text: string): void;
  /** Everything up to now as a trace; the recording goes on. @param name what messages call the trace. */
  trace(name?: string): Trace;
}

/** A recording that writes a binary trace as it goes. */
export interface WrittenRecording {
  /** To be used instead of the heap that is recorded. */
  readonly heap: Heap;
  /** Writes a remark down between the operations before and those to come. */
  note(text: string): void;
  /** Ends the file; what the heap does afterwards is not recorded. */
  end(): void;
}

const CAPACITY = 65536;

/**
 * Records what `heap` is asked for from now on, and keeps it in memory, some 6 bytes an operation. The heap must be as new:
 * blocks from before are not known, and what happens to them is left out.
 */
export function record(heap: Heap, options: RecordOptions = {}): Recording {
  const { settings = settingsOf(heap) } = options;
  const kept = new KeptEvents();
  const recording = startRecording(heap, options, kept);
  return {
    heap: recording,
    note: (text) => recording.note(text),
    trace: (name = "recording") => {
      recording.flush();
      return kept.trace(settings, name);
    },
  };
}

/**
 * Records what `heap` is asked for from now on as a binary trace, whose bytes go to `sink` block by block. What the sink
 * throws comes out of the call that filled the block, which has done its work by then.
 */
export function recordTo(sink: ByteSink, heap: Heap, options: RecordOptions = {}): WrittenRecording {
  const written = new WrittenEvents(new BinaryTraceWriter(sink, options.settings ?? settingsOf(heap)));
  const recording = startRecording(heap, options, written);
  return {
    heap: recording,
    note: (text) => recording.note(text),
    end: () => {
      recording.flush();
      written.end();
    },
  };
}

function startRecording(heap: Heap, options: RecordOptions, sink: RecordingSink): RecordingHeap {
  const { capacity = CAPACITY, site } = options;
  const numbers = new Map([["", 0]]);
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    sink.site(name);
    return numbers.size - 1;
  };
  return new RecordingHeap(heap, sink, checkedCount("capacity", capacity), site ? () => numberOf(site()) : null);
}

/** Events as they came, to be made a trace of as often as somebody asks. */
class KeptEvents implements RecordingSink {
  private readonly events: ((to: RecordingSink) => void)[] = [];

  batch({ words, length, longSizes }: RecordedBatch): void {
    // the memory is only lent
    const kept = { words: words.slice(0, length), length, longSizes: [...longSizes] };
    this.events.push((to) => to.batch(kept));
  }

  note(text: string): void {
    this.events.push((to) => to.note(text));
  }

  site(name: string): void {
    this.events.push((to) => to.site(name));
  }

  trace(settings: TraceSettings, name: string): Trace {
    const builder = new TraceBuilder();
    for (const event of this.events) event(builder);
    return builder.finish(settings, name);
  }
}

/** Makes a trace of events. */
class TraceBuilder implements RecordingSink {
  private readonly list = new OpList();
  private readonly margin = new MarginList();
  private readonly reader = new BatchReader(this);
  private siteNow = 0;

  add(op: number, id: number, size: number, site: number): void {
    if (site !== this.siteNow) this.margin.siteChange(this.list.length, site);
    this.siteNow = site;
    this.list.push(op, id, size);
  }

  batch(batch: RecordedBatch): void {
    this.reader.read(batch);
  }

  note(text: string): void {
    this.margin.note(this.list.length, text);
  }

  site(name: string): void {
    this.margin.siteNumber(name);
  }

  finish(settings: TraceSettings, name: string): Trace {
    const { list, reader, margin } = this;
    list.finish();
    const { ops, ids, sizes, length } = list;
    return { name, settings, length, ops, ids, sizes, idCount: reader.idCount, ...margin.finish(length) };
  }
}

/** Writes events to a file until it ends. */
class WrittenEvents implements RecordingSink {
  private readonly writer: BinaryTraceWriter;
  private readonly reader: BatchReader;
  private ended = false;

  constructor(writer: BinaryTraceWriter) {
    this.writer = writer;
    this.reader = new BatchReader(writer);
  }

  batch(batch: RecordedBatch): void {
    if (!this.ended) this.reader.read(batch);
  }

  note(text: string): void {
    if (!this.ended) this.writer.note(text);
  }

  site(name: string): void {
    if (!this.ended) this.writer.defineSite(name);
  }

  end(): void {
    if (!this.ended) this.writer.end();
    this.ended = true;
  }
}
