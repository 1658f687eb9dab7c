/** Reads call stacks, as V8 and as the other engines write them. */
import type { Place } from "./place.js";

/** `at name (file:line:column)`, `at file:line:column`, or `name@file:line:column`. */
const FRAME = /^\s*(?:at (?:(?:async )?(.*?) \()?|(.*?)@)(.*?):(\d+):\d+\)?$/;
/** Where this module lies below the package's sources; a bundle has it in one folder with all else. */
const OWN_PATH = /(?:debug\/)?[^/]*$/;
const OWN_NAMES =
  /\b_?(?:DebugFront|ObservedFront|ShortageQuestion|SiteRecorder|MemoryManager|MemoryScope|HeapLender|TypedBlock|StringBlock)\b/;

/** Frames to look at: more than this package's own calls can be deep. */
const DEPTH = 24;

/** The frames of the current stack, innermost first. */
function currentFrames(): Place[] {
  const frames: Place[] = [];
  for (const line of currentStack().split("\n")) {
    const frame = frameOf(line);
    if (frame !== null) frames.push(frame);
  }
  return frames;
}

/** V8 keeps ten frames unless told otherwise; other engines do not know the setting, nor need it. */
function currentStack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const { stack } = new Error();
  Error.stackTraceLimit = before;
  return stack ?? "";
}

/** The innermost place outside of this package, or null when the stack shows none. */
export function callerOutside(): Place | null {
  const frames = currentFrames();
  const own = frames[0]?.file.replace(OWN_PATH, "");
  if (own === undefined) return null;
  const outside = frames.find((frame) => !frame.file.startsWith(own));
  // bundled with the program, all frames are from one folder: then only names tell
  return outside ?? frames.slice(2).find((frame) => !OWN_NAMES.test(frame.function ?? "")) ?? null;
}

function frameOf(line: string): Place | null {
  const match = FRAME.exec(line);
  if (match === null) return null;
  const [, v8Name, otherName, file = "", number = "0"] = match;
  const name = v8Name ?? otherName ?? "";
  const place = { file: file.replace(/^file:\/\//, ""), line: Number(number) };
  return name === "" ? place : { ...place, function: name };
}
