import { writeSync } from "node:fs";
import { lmdb } from "../../src/index.js";
import { workload } from "./workload.js";

/** Runs the workload on the file given for ever; tells of each checkpoint that has returned by a line. */
const [path = "", seed = ""] = process.argv.slice(2);
const provider = lmdb({ path });
for (const _ of workload(provider, Number(seed))) writeSync(1, `${provider.checkpoint().number}\n`);
