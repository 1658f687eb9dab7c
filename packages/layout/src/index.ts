export { isPowerOfTwo } from "./bits.js";
export { DATA_MODELS, type DataModel, isModelName, MODEL_NAMES, type ModelName } from "./data-model.js";
export { renderStruct } from "./diagram.js";
export {
  ALIGNMENT,
  ALIGNMENT_LOG2,
  COMPACT_SIZE,
  FREED_FILL,
  LAYOUTS,
  type Layout,
  layoutNamed,
  layoutOf,
  MAGIC,
  MAX_REST_BLOCKS,
  MAX_SEGMENT_BYTES,
  MAX_SEGMENT_SIZE,
  RESERVE_SIZE,
  REST_BLOCK,
  SEGMENT_SIZE,
  TYPE_FREE,
  TYPE_GUARD,
  TYPE_MASK,
  TYPE_USED,
} from "./layout.js";
export {
  bucketIndex,
  bucketSize,
  isSmall,
  largeBucketIndex,
  restBucket,
  smallFreeBucket,
  trueSize,
} from "./size-classes.js";
export { alignUp, type CType, type Field, type Struct } from "./struct.js";
export type { HeapField, Structs } from "./structs.js";
