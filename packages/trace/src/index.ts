export { TraceFormatError } from "./format-error.js";
export { gunzip, isGzip } from "./gunzip.js";
export { readTrace } from "./read-trace.js";
export {
  MAX_IDS,
  OP_ALLOCATE,
  OP_END_REQUEST,
  OP_FREE,
  OP_LETTERS,
  OP_REALLOCATE,
  type Trace,
  type TraceSettings,
} from "./trace.js";
export { opText, writeTrace } from "./write-trace.js";
