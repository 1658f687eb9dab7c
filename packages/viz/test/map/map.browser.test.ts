import { afterEach, describe, expect, test } from "vitest";
import { h, shallowRef } from "vue";
import { HeapSession, MemoryMap } from "../../src/index.js";
import { type Mounted, mounted, settled } from "../support/mounted.js";

let view: Mounted | null = null;
afterEach(() => view?.unmount());

const session = (script: string, choice = {}): HeapSession => {
  const made = HeapSession.ofScript(script, choice);
  made.seek(made.length);
  return made;
};

describe("the whole heap in one row", () => {
  const overview = (shown: Mounted): string => shown.find<HTMLCanvasElement>(".overview canvas").toDataURL();

  test("is another heap's when the session is another, though it has moved as often", async () => {
    const script = "a = emalloc(100000)";
    const [small, large] = [{ segmentSize: 2 ** 18 }, { segmentSize: 2 ** 20 }].map((choice) =>
      session(script, choice),
    );
    view = await mounted(MemoryMap, { session: large });
    await settled();
    const wanted = overview(view);
    view.unmount();
    const of = shallowRef(small);
    view = await mounted(() => h(MemoryMap, { session: of.value! }), {});
    await settled();
    expect(overview(view)).not.toBe(wanted);
    of.value = large;
    await settled();
    await settled();
    expect(overview(view)).toBe(wanted);
  });
});
