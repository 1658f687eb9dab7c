import { describe, expect, it } from "vitest";
import { replayer } from "../src/loop.js";
import * as ours from "../src/ours.js";
import { PEERS, peerNamed } from "../src/peers/index.js";
import { type Peer, type PeerKind, PeerUnavailable } from "../src/peers/peer.js";
import { Random } from "../src/random.js";
import { ALLOCATE, FREE, REALLOCATE, type Workload, WorkloadBuilder } from "../src/workload.js";

const SEED = 20_241;
const SLOTS = 60;

function mixed(): Workload {
  const random = new Random(SEED);
  const builder = new WorkloadBuilder();
  const live = new Set<number>();
  for (let i = 0; i < 3000; i++) {
    const slot = random.between(0, SLOTS - 1);
    const kind = live.has(slot) ? (random.between(0, 2) === 0 ? REALLOCATE : FREE) : ALLOCATE;
    builder.add(kind, slot, kind === FREE ? 0 : random.skewed(16, 20_000));
    if (kind === FREE) live.delete(slot);
    else live.add(slot);
  }
  return builder.build("mixed");
}

/** Replays one operation at a time; every live block carries a mark of its own in its first and last cell. */
function checkBlocks(peer: Peer, workload: Workload): void {
  const blocks = new Int32Array(SLOTS);
  const sizes = new Int32Array(SLOTS);
  const replay = replayer(workload, peer.allocator, blocks);
  const last = (slot: number): number => (blocks[slot] as number) + (((sizes[slot] as number) - 4) & ~3);
  for (let i = 0; i < workload.kinds.length; i++) {
    const slot = workload.ids[i] as number;
    const kept = workload.kinds[i] === REALLOCATE;
    if (workload.kinds[i] !== ALLOCATE) {
      expect(peer.cells()[(blocks[slot] as number) >>> 2], `seed ${SEED}, before operation ${i}`).toBe(slot + 1);
      expect(peer.cells()[last(slot) >>> 2], `seed ${SEED}, before operation ${i}`).toBe(slot + 1);
    }
    replay(i, i + 1);
    sizes[slot] = workload.sizes[i] as number;
    if (workload.kinds[i] === FREE) continue;
    if (kept) expect(peer.cells()[(blocks[slot] as number) >>> 2], `seed ${SEED}, operation ${i}`).toBe(slot + 1);
    expect((blocks[slot] as number) % 8, `seed ${SEED}, operation ${i}`).toBe(0);
    peer.cells()[(blocks[slot] as number) >>> 2] = slot + 1;
    peer.cells()[last(slot) >>> 2] = slot + 1;
  }
}

const allocators = PEERS.filter((kind) => kind.name !== "empty");

/** The peer, or null where this machine cannot make it. */
async function created(kind: PeerKind): Promise<Peer | null> {
  try {
    return await kind.create(async () => ours);
  } catch (error) {
    if (error instanceof PeerUnavailable) return null;
    throw error;
  }
}

describe("peers", () => {
  it.each(allocators)("$name gives blocks of its own and keeps their contents", async (kind) => {
    const peer = await created(kind);
    if (peer === null) return;
    checkBlocks(peer, mixed());
    const { real, peak } = peer.memory();
    expect(real).toBeGreaterThan(0);
    if (!Number.isNaN(peak)) expect(peak).toBeGreaterThanOrEqual(real);
  });

  it("are found by name, and a wrong name is answered with the right ones", () => {
    expect(peerNamed("zend-lp64").name).toBe("zend-lp64");
    expect(() => peerNamed("jemalloc")).toThrow(/"jemalloc".*zend/);
  });
});
