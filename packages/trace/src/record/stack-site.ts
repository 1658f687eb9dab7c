/** Frames of a stack that are kept, from the innermost. */
const DEPTH = 16;
/** Frames of the recording itself at most, which stand innermost. */
const OWN_DEPTH = 8;
/** The outermost of these is a method of the recording heap, whose name minifiers may take. */
const OWN_FRAME = /^\s*at RecordingHeap\.(?:allocate|free|reallocate|endRequest)\b/;

/**
 * The stack of the caller as a call site: frames from the outermost to the innermost, set apart by `;`, those of the
 * recording left out. To be given to `record` as its `site`: it costs microseconds an operation. Understands the stacks
 * of V8; elsewhere it is what the engine says, in its order.
 */
export function stackSite(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEPTH + OWN_DEPTH;
  const lines = (new Error("site").stack ?? "").split("\n").slice(2);
  Error.stackTraceLimit = stackTraceLimit;
  const own = lines.slice(0, OWN_DEPTH).findIndex((line) => OWN_FRAME.test(line));
  const frames = lines.slice(own + 1, own + 1 + DEPTH).map(frameText);
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
