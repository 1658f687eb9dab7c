/** One peer in a process of its own: replays its workload each time the parent asks for it. */
import { clockNamed } from "./clock.js";
import { contestant } from "./contestant.js";
import { peerNamed } from "./peers/index.js";
import { PeerUnavailable } from "./peers/peer.js";
import type { ChildMessage } from "./process-contestant.js";
import { loadWorkload } from "./workloads.js";

const [peer = "", workload = "", clock = "", requests = ""] = process.argv.slice(2);

function send(message: ChildMessage): void {
  process.send?.(message);
}

try {
  const settings = { clock: clockNamed(clock), requests: requests !== "", oneCopy: false };
  const runner = await contestant(peerNamed(peer), await loadWorkload(workload), settings);
  process.on("message", async () => {
    try {
      const seconds = await runner.run();
      send({ seconds, memory: runner.memory() });
    } catch (error) {
      send({ failed: error instanceof Error ? error.message : String(error) });
    }
  });
  send({ ready: true });
} catch (error) {
  if (!(error instanceof PeerUnavailable)) throw error;
  send({ unavailable: error.message });
}
