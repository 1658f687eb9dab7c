import { ByteWriter } from "../binary/varint.js";
import { siteTotals } from "../site-totals.js";
import type { Trace } from "../trace.js";
import { framesOf } from "./to-speedscope.js";

/** The wire types of protocol buffers. */
const VARINT = 0;
const BYTES = 2;

/** Fields of pprof's `Profile` message, and of those in it, by their numbers. */
const PROFILE = { sampleType: 1, sample: 2, location: 4, function: 5, string: 6, defaultSampleType: 14 } as const;
const VALUE_TYPE = { type: 1, unit: 2 } as const;
const SAMPLE = { location: 1, value: 2 } as const;
const LOCATION = { id: 1, line: 4 } as const;
const LINE = { function: 1, line: 2 } as const;
const FUNCTION = { id: 1, name: 2, systemName: 3, file: 4 } as const;

/** What a sample counts, in the order of its values, as Go's heap profiles do. */
const SAMPLE_TYPES = [
  ["alloc_objects", "count"],
  ["alloc_space", "bytes"],
  ["inuse_objects", "count"],
  ["inuse_space", "bytes"],
] as const;

/**
 * The call sites of a trace as a heap profile for pprof: protocol buffers, not compressed, which pprof reads as well as
 * gzip data.
 */
export function toPprof(trace: Trace): Uint8Array {
  return new ProfileWriter().write(trace);
}

class ProfileWriter {
  private readonly profile = new Message();
  private readonly strings = new Map([["", 0]]);
  private readonly locations = new Map<string, number>();

  write(trace: Trace): Uint8Array {
    for (const [type, unit] of SAMPLE_TYPES) {
      const valueType = new Message();
      valueType.number(VALUE_TYPE.type, this.string(type));
      valueType.number(VALUE_TYPE.unit, this.string(unit));
      this.profile.message(PROFILE.sampleType, valueType);
    }
    for (const { site, allocations, bytes, live, liveBytes } of siteTotals(trace)) {
      // the innermost frame comes first
      const stack = framesOf(site).reverse();
      const sample = new Message();
      sample.packed(
        SAMPLE.location,
        stack.map((frame) => this.location(frame)),
      );
      sample.packed(SAMPLE.value, [allocations, bytes, live, liveBytes]);
      this.profile.message(PROFILE.sample, sample);
    }
    this.profile.number(PROFILE.defaultSampleType, this.string("alloc_space"));
    for (const text of this.strings.keys()) this.profile.text(PROFILE.string, text);
    return this.profile.finish();
  }

  /** The number of a frame's location, written when it first comes; `name file:line` is taken apart. */
  private location(frame: string): number {
    const known = this.locations.get(frame);
    if (known !== undefined) return known;
    const id = this.locations.size + 1;
    this.locations.set(frame, id);
    const [, name = frame, file = "", line = "0"] = /^(?:(.*) )?([^ ]+):(\d+)$/.exec(frame) ?? [];
    const place = new Message();
    place.number(LINE.function, id);
    place.number(LINE.line, Number(line));
    const location = new Message();
    location.number(LOCATION.id, id);
    location.message(LOCATION.line, place);
    this.profile.message(PROFILE.location, location);
    const fn = new Message();
    fn.number(FUNCTION.id, id);
    fn.number(FUNCTION.name, this.string(name));
    fn.number(FUNCTION.systemName, this.string(name));
    fn.number(FUNCTION.file, this.string(file));
    this.profile.message(PROFILE.function, fn);
    return id;
  }

  private string(text: string): number {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    this.strings.set(text, this.strings.size);
    return this.strings.size - 1;
  }
}

/** A message of protocol buffers, field by field. */
class Message {
  private readonly writer = new ByteWriter();

  number(field: number, value: number): void {
    this.writer.varint((field << 3) | VARINT);
    this.writer.varint(value);
  }

  text(field: number, value: string): void {
    this.writer.varint((field << 3) | BYTES);
    this.writer.text(value);
  }

  packed(field: number, values: readonly number[]): void {
    const inner = new ByteWriter();
    for (const value of values) inner.varint(value);
    this.bytes(field, inner.finish());
  }

  message(field: number, message: Message): void {
    this.bytes(field, message.finish());
  }

  finish(): Uint8Array {
    return this.writer.finish();
  }

  private bytes(field: number, bytes: Uint8Array): void {
    this.writer.varint((field << 3) | BYTES);
    this.writer.varint(bytes.length);
    this.writer.raw(bytes);
  }
}
