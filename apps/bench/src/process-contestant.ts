import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Contestant, RunSettings } from "./contestant.js";
import { CHILD_URL } from "./paths.js";
import { type MemoryUse, PeerUnavailable } from "./peers/peer.js";

/** What the child says: that it is ready or cannot be, and after each run what that took. */
export type ChildMessage =
  | { readonly ready: true }
  | { readonly unavailable: string }
  | { readonly failed: string }
  | { readonly seconds: number; readonly memory: MemoryUse };

/**
 * A peer in a process of its own, where no other peer's use shapes the code that the engine makes of it.
 * The runs still come in turns, since the parent asks for each. @throws PeerUnavailable
 */
export async function processContestant(peer: string, workload: string, settings: RunSettings): Promise<Contestant> {
  const args = [peer, workload, settings.clock, settings.requests ? "requests" : ""];
  const child = fork(fileURLToPath(CHILD_URL), args, { serialization: "advanced" });
  let memory: MemoryUse = { real: 0, peak: 0 };
  const hello = await nextMessage(child);
  if ("unavailable" in hello) {
    child.kill();
    throw new PeerUnavailable(hello.unavailable);
  }
  return {
    peer,
    async run() {
      child.send("run");
      const answer = await nextMessage(child);
      if ("failed" in answer) throw new Error(answer.failed);
      if (!("seconds" in answer)) throw new Error(`${peer}: the process answered out of turn`);
      memory = answer.memory;
      return answer.seconds;
    },
    memory: () => memory,
    end: () => child.kill(),
  };
}

/** @throws Error when the child ends instead of answering. */
async function nextMessage(child: ChildProcess): Promise<ChildMessage> {
  const gone = new AbortController();
  const exit = once(child, "exit", { signal: gone.signal }).then(([code]) => {
    throw new Error(`the process of a peer ended with code ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal: gone.signal }), exit]);
    return message as ChildMessage;
  } finally {
    gone.abort();
    exit.catch(() => {});
  }
}
