import { describe, expect, it } from "vitest";
import { replayer } from "../src/loop.js";
import * as ours from "../src/ours.js";
import { peerNamed } from "../src/peers/index.js";
import { recordPointers, Tape, TouchingTape } from "../src/tape.js";
import { ALLOCATE, FREE, REALLOCATE, WorkloadBuilder } from "../src/workload.js";

function workload() {
  const builder = new WorkloadBuilder();
  builder.add(ALLOCATE, 0, 100);
  builder.add(ALLOCATE, 1, 200);
  builder.add(FREE, 0, 0);
  builder.add(REALLOCATE, 1, 5000);
  builder.add(ALLOCATE, 0, 30);
  return builder.build("tape");
}

describe("the pointer tape", () => {
  it("gives again what the peer gave, run after run", async () => {
    const peer = await peerNamed("zend").create(async () => ours);
    const work = workload();
    const pointers = recordPointers(peer, work);
    expect(pointers).toHaveLength(4);
    for (const tape of [new Tape(pointers), new TouchingTape(pointers, peer.cells())]) {
      for (let run = 0; run < 2; run++) {
        const blocks = new Int32Array(2);
        replayer(work, tape, blocks)(0, work.kinds.length);
        expect([...blocks]).toEqual([pointers[3], pointers[2]]);
      }
    }
  });

  it("leaves the peer with no block", async () => {
    const peer = await peerNamed("system").create(async () => ours);
    const before = peer.memory().real;
    recordPointers(peer, workload());
    expect(peer.memory().real).toBeGreaterThanOrEqual(before);
    expect(recordPointers(peer, workload())).toEqual(recordPointers(peer, workload()));
  });
});
