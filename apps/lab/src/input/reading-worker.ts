/** Reads files beside the page, so that it stays alive meanwhile. */
import { isSnapshot } from "@zmm/inspect";
import { isBinaryTrace, readAnyTrace, type Trace } from "@zmm/trace";
import { type ReadAnswer, type ReadRequest, sentError } from "./read-message.js";
import { checkSize, MOST_BINARY, unpack } from "./unpack.js";

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ReadRequest>) => void) | null;
  postMessage(answer: ReadAnswer, moved: Transferable[]): void;
};

scope.onmessage = ({ data: { bytes, name } }) => {
  read(bytes, name).then(
    (answer) => scope.postMessage(answer, movable(answer)),
    (error) => scope.postMessage({ kind: "error", error: sentError(error) }, []),
  );
};

async function read(bytes: Uint8Array, name: string): Promise<ReadAnswer> {
  const plain = await unpack(bytes, name);
  if (isSnapshot(plain)) return { kind: "snapshot", bytes: plain };
  if (isBinaryTrace(plain)) checkSize(name, plain.length, MOST_BINARY);
  const trace = readAnyTrace(plain, name);
  return { kind: "trace", trace: fitted(trace) };
}

/** Arrays of their own length, so that nothing but them moves. */
function fitted(trace: Trace): Trace {
  const { ops, ids, sizes } = trace;
  return { ...trace, ops: ops.slice(), ids: ids.slice(), sizes: sizes.slice() };
}

function movable(answer: ReadAnswer): Transferable[] {
  if (answer.kind === "snapshot") return [answer.bytes.buffer as ArrayBuffer];
  if (answer.kind === "error") return [];
  const { ops, ids, sizes } = answer.trace;
  return [ops, ids, sizes].map(({ buffer }) => buffer as ArrayBuffer);
}
