export { type Checkpoint, type LmdbOptions, type LmdbProvider, lmdb, type Persistence } from "./lmdb.js";
export { LmdbError } from "./lmdb-error.js";
