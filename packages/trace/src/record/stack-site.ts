/** Frames of a stack that are kept, from the innermost. */
const DEPTH = 16;
/** Frames of this project at most, which stand innermost: those of the recording, and of a memory manager above it. */
const OWN_DEPTH = 12;
/** Such a frame, as long as no minifier has taken the names. */
const OWN_FRAME = new RegExp(
  "^\\s*at (?:new )?(?:" +
    "(?:RecordingHeap|EmallocFamily|MemoryManager|MemoryScope|TypedBlock|StringBlock|BlockHandle)\\b" +
    "|(?:ObservedFront|ShortageQuestion|DebugFront|HeapLender)\\b|(?:(?:re)?lendFrom|attemptAll)\\b)",
);

/**
 * The stack of the caller as a call site: frames from the outermost to the innermost, set apart by `;`, those of the
 * recording and of a memory manager left out. To be given to `record` as its `site`: it costs microseconds an
 * operation. Understands the stacks of V8; elsewhere it is what the engine says, in its order.
 */
export function stackSite(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH + OWN_DEPTH;
  const lines = (new Error("site").stack ?? "").split("\n").slice(1);
  Error.stackTraceLimit = stackTraceLimit;
  // before the first of them stand this function and what asks it
  const first = lines.slice(0, OWN_DEPTH).findIndex((line) => OWN_FRAME.test(line));
  let own = Math.max(0, first);
  while (own < lines.length && OWN_FRAME.test(lines[own] ?? "")) own++;
  const frames = lines.slice(own, own + DEPTH).map(frameText);
  return frames.reverse().join(";");
}

/** `    at render (file:///app/page.js:7:3)` as `render page.js:7`. */
function frameText(line: string): string {
  const match = /^\s*at (?:(.+?) \()?(.*?):(\d+)(?::\d+)?\)?$/.exec(line);
  if (!match) return line.trim().replaceAll(";", ",");
  const [, name = "", path = "", number] = match;
  const file = path.split(/[\\/]/).at(-1);
  return `${name} ${file}:${number}`.trim().replaceAll(";", ",");
}
