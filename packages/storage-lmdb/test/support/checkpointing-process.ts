import { writeSync } from "node:fs";
import { lmdb } from "../../src/index.js";
import { workload } from "./workload.js";

/**
 * Runs the workload on the file given for ever, and tells of each checkpoint that has returned by a line. Unless `sync`
 * is false, it has reached the disk then.
 */
const [path = "", seed = "", sync = "true"] = process.argv.slice(2);
const provider = lmdb({ path, sync: sync === "true" });
for (const _ of workload(provider, Number(seed))) writeSync(1, `${provider.checkpoint().number}\n`);
