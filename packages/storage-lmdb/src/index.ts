export { LmdbError } from "./database.js";
export { type Checkpoint, type LmdbOptions, type LmdbProvider, lmdb, type Persistence } from "./lmdb.js";
