import { createInterface } from "node:readline";
import { type LmdbProvider, lmdb } from "../../src/index.js";

let open: LmdbProvider | undefined;

/**
 * Opens each file that a line on its input names, or makes it, and says in a line how far it came. It stays open until
 * the next line: a process that closes a file as the last one and another that opens it get in LMDB's way.
 */
for await (const path of createInterface({ input: process.stdin })) console.log(outcome(path));

function outcome(path: string): string {
  let done = "nothing";
  try {
    open?.dispose();
    open = lmdb({ path, sync: false });
    done = "opened";
    open.root = open.allocate(5000);
    open.checkpoint();
    return "checkpoint";
  } catch (error) {
    return `${done}, then ${String(error)}`;
  }
}
