import { describe, expect, test } from "vitest";
import { HeapSession } from "../src/session/heap-session.js";

/** Blocks of 100 KiB, more than a mebibyte of them, and a small one. */
const SCRIPT = `${Array.from({ length: 12 }, (_, at) => `b${at} = emalloc(100K)`).join("\n")}\nq = emalloc(8)`;

describe("a memory that cannot grow", () => {
  test.each(["arrayBuffer", "resizable", "wasmMemory", "scratch", "shared", "region"])(
    "fails at the same operations, however often one goes back: %s",
    (provider) => {
      for (const heap of ["zend", "system"] as const) {
        const session = HeapSession.ofScript(SCRIPT, { heap, provider, capacity: 2 ** 20 });
        session.seek(13);
        const { failures } = session;
        const real = session.heap?.usage(true);
        expect(failures).toBeGreaterThan(0);
        expect(real).toBeLessThanOrEqual(2 ** 20);
        for (const position of [5, 12, 0, 13]) session.seek(position);
        expect([session.failures, session.heap?.usage(true)]).toEqual([failures, real]);
        session.dispose();
      }
    },
  );

  test("without a bound has no failures", () => {
    const session = HeapSession.ofScript(SCRIPT);
    session.seek(13);
    expect(session.failures).toBe(0);
  });
});
