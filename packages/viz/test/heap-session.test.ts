import { createHash } from "node:crypto";
import { ZendHeap } from "@zmm/heap";
import { check, readSnapshot, segments } from "@zmm/inspect";
import { MODEL_NAMES } from "@zmm/layout";
import { arrayBuffer } from "@zmm/storage";
import { Replayer, readTrace, startHeap, TIMELINE_STORAGES } from "@zmm/trace";
import { describe, expect, test } from "vitest";
import { SECRETS } from "../src/session/heap-choice.js";
import { HeapSession } from "../src/session/heap-session.js";
import { ScriptError } from "../src/session/script-error.js";
import { corpusTrace } from "./support/corpus.js";

const digest = (bytes: Uint8Array) => createHash("sha1").update(bytes).digest("hex");

/** Places in a trace, the same for the same seed. */
function places(length: number, count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * (length + 1));
  });
}

describe("a session's heap", () => {
  test.each(MODEL_NAMES)("has at any place the bytes of a plain replay: %s", async (model) => {
    const seed = 20261122;
    const trace = await corpusTrace("requests");
    const session = HeapSession.ofTrace(trace, { model });
    const there = new Map<number, string>();
    const positions = places(trace.length, 24, seed);
    const plain = new Replayer(trace, startHeap(trace, arrayBuffer(), { model, secrets: SECRETS }));
    for (const position of [...positions].sort((a, b) => a - b)) {
      plain.run(position);
      there.set(position, digest(plain.heap.memory.u8));
    }
    for (const position of positions) {
      session.seek(position);
      expect(digest(session.heap!.memory.u8), `operation ${position}, seed ${seed}`).toBe(there.get(position));
    }
  });

  test("is the same after steps there and back, with the storage's failures", async () => {
    const trace = await corpusTrace("storage_fails");
    const session = HeapSession.ofTrace(trace);
    session.seek(4000);
    const before = digest(session.heap!.memory.u8);
    for (const by of [1, 1, -3, 700, -701, 2]) session.step(by);
    expect(session.position).toBe(4000);
    expect(digest(session.heap!.memory.u8)).toBe(before);
  });

  test.each([...TIMELINE_STORAGES, "mmap_zero"])("goes back on %s", (provider) => {
    const script = "a = emalloc(100)\nb = emalloc(300000)\nefree(a)\nc = emalloc(50)";
    const session = HeapSession.ofScript(script, { provider });
    session.seek(4);
    session.seek(1);
    expect(session.position).toBe(1);
    expect(check(session.reader!).healthy).toBe(true);
    expect(session.nameAt(session.touched.at(-1)!.address)).toBe("a");
    session.dispose();
  });

  test("may be the system heap, of which no structures are told", () => {
    const session = HeapSession.ofScript("a = emalloc(100)\nefree(a)", { heap: "system" });
    session.seek(2);
    expect(session.reader).toBeNull();
    expect(session.isZend).toBe(false);
    expect(session.explanation?.steps[0]?.text).toContain("system heap");
    session.seek(1);
    expect(session.heap?.usage()).toBeGreaterThan(100);
  });
});

describe("the explanation", () => {
  test("tells the step just done, with the bytes that it touched", () => {
    const session = HeapSession.ofScript("p = emalloc(24)\nefree(p)");
    expect(session.explanation).toBeNull();
    session.seek(1);
    const first = session.explanation!;
    expect(first).toMatchObject({ number: 1, call: "p = emalloc(24)", succeeded: true });
    const block = session.touched.find(({ kind }) => kind === "block")!;
    expect(session.nameAt(block.address)).toBe("p");
    expect(session.reader!.blockSize(block.address)).toBe(block.bytes);
    session.step(1);
    expect(session.explanation).toMatchObject({ number: 2, call: "efree(p)" });
  });

  test("agrees with the heap on every word, new segments included", async () => {
    const trace = await corpusTrace("syn_quirks");
    for (const model of MODEL_NAMES) {
      const session = HeapSession.ofTrace(trace, { model });
      for (let at = 1; at <= trace.length; at += model === "ilp32" ? 1 : 3) {
        session.seek(at);
        const { explanation } = session.explanation!;
        const reader = session.reader!;
        const wrong = (explanation?.writes ?? []).filter(({ address, size, after }) => {
          return (size === 8 ? reader.word(address) : reader.u32(address)) !== after;
        });
        expect(wrong, `operation ${at}, ${model}`).toEqual([]);
      }
    }
  });

  test("says of the end of a request what goes and what stays", () => {
    const session = HeapSession.ofScript("a = emalloc(600000)\nb = emalloc(9)\nendRequest()");
    session.seek(3);
    expect(session.explanation).toMatchObject({ call: "endRequest()", succeeded: true, outcome: "done" });
    expect(session.explanation!.steps.map(({ source }) => source)).toContain("3, shutdown");
    expect([...segments(session.reader!)]).toHaveLength(1);
  });

  test("says where in the program an operation comes from", () => {
    const session = HeapSession.ofTrace(readTrace("#^ a.php:1\na 0 8\na 1 8\n#^ b.php:2;b.php:7\nf 0\n"));
    const sites = [1, 2, 3].map((at) => {
      session.seek(at);
      return session.explanation!.site;
    });
    expect(sites).toEqual(["a.php:1", "a.php:1", "b.php:2;b.php:7"]);
  });

  test("tells the step to come", () => {
    const session = HeapSession.ofScript("p = emalloc(24)");
    expect(session.next?.call).toBe("p = emalloc(24)");
    session.seek(1);
    expect(session.next).toBeNull();
  });
});

describe("typed operations", () => {
  test("go on from where the session stands", () => {
    const session = HeapSession.ofScript();
    session.append("p = emalloc(24)");
    session.append("q = emalloc(24)\nefree(p)");
    expect([session.position, session.length, session.isBranched]).toEqual([3, 3, false]);
    expect(session.explanation?.call).toBe("efree(p)");
    expect(() => session.append("efree(p)")).toThrow(ScriptError);
    expect(session.position).toBe(3);
  });

  test("set aside what comes behind, until the session rejoins it", async () => {
    const trace = await corpusTrace("syn_small");
    const session = HeapSession.ofTrace(trace);
    session.seek(5000);
    session.append("mine = emalloc(64)");
    expect([session.position, session.length, session.isBranched]).toEqual([5001, 5001, true]);
    session.append("efree(mine)");
    session.rejoin();
    expect([session.position, session.length, session.isBranched]).toEqual([5000, trace.length, false]);
    session.seek(trace.length);
  });

  test("set names aside with what comes behind", () => {
    const session = HeapSession.ofScript("a = emalloc(24)");
    session.seek(1);
    session.append("b = emalloc(50)");
    session.seek(1);
    session.append("c = emalloc(99)");
    expect(session.callText(1)).toBe("c = emalloc(99)");
    session.rejoin();
    expect(session.callText(1)).toBe("b = emalloc(50)");
  });

  test("find blocks of a trace by their address", async () => {
    const session = HeapSession.ofTrace(await corpusTrace("syn_small"));
    session.seek(1000);
    const address = session.addresses.find((each) => each > 0)!;
    session.append(`efree(0x${address.toString(16)})`);
    expect(session.idAt(address)).toBeNull();
  });

  test("know the names of their moment", () => {
    const session = HeapSession.ofScript("p = emalloc(1)\nq = erealloc(p, 900)\np = emalloc(2)");
    session.seek(1);
    const address = session.addresses[1]!;
    expect(session.nameAt(address - 8)).toBe("p");
    session.seek(3);
    expect(session.nameOf(1)).toBe("q");
    expect(session.nameOf(2)).toBe("p");
  });
});

describe("a snapshot", () => {
  test("is a session that stands still", async () => {
    const heap = ZendHeap.create(arrayBuffer());
    heap.allocate(40);
    const live = HeapSession.ofScript("p = emalloc(40)");
    live.seek(1);
    const session = HeapSession.ofSnapshot(await readSnapshot(await live.snapshot()));
    expect(session.length).toBe(0);
    expect(session.reader!.field("size")).toBe(live.reader!.field("size"));
    expect(() => session.append("p = emalloc(1)")).toThrow(RangeError);
  });
});

describe("selection", () => {
  test("goes back to what is pinned when the pointer leaves", () => {
    const session = HeapSession.ofScript();
    const pinned = { address: 8, bytes: 16, kind: "block" } as const;
    session.pin(pinned);
    session.hover({ address: 64, bytes: 8, kind: "field" });
    expect(session.selection.value?.address).toBe(64);
    session.hover(null);
    expect(session.selection.value).toEqual(pinned);
  });
});
