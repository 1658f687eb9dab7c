import { describe, expect, test, vi } from "vitest";
import { FIRST_ADDRESS, type LabAddress } from "../../src/state/address.js";
import { Lab } from "../../src/state/lab.js";
import { DEFAULT_SETTINGS } from "../../src/state/settings.js";

const SCRIPT = "a = emalloc(100)\nb = emalloc(5000)\nefree(a)\n";
const ADDRESS: LabAddress = { ...FIRST_ADDRESS, source: { kind: "script", text: SCRIPT }, step: 2 };

async function opened(address: Partial<LabAddress> = {}): Promise<Lab> {
  const lab = new Lab();
  await lab.open({ ...ADDRESS, ...address });
  return lab;
}

describe("the lab", () => {
  test("shows what an address says, and says it again", async () => {
    const address = {
      ...ADDRESS,
      rival: { ...DEFAULT_SETTINGS, heap: "system" as const },
      map: { start: 8, scale: 2 },
    };
    expect((await opened(address)).address()).toEqual(address);
  });

  test("goes to the last moment when an address names a later one", async () => {
    expect((await opened({ step: 99 })).session.value.position).toBe(3);
  });

  test("keeps moment and typed operations when the heap is another", async () => {
    const lab = await opened();
    expect(lab.type("c = emalloc(64)")).toBe(true);
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, model: "ilp32" })).toBe(true);
    expect(lab.session.value.position).toBe(3);
    expect(lab.session.value.callText(2)).toBe("c = emalloc(64)");
    expect(lab.typed.value).toHaveLength(1);
  });

  test("keeps the heap it has when another cannot start, and says why in place", async () => {
    const lab = await opened();
    const { session } = lab;
    const before = session.value;
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, capacity: 8192 })).toBe(false);
    expect(session.value).toBe(before);
    expect(lab.problems.value.get("settings")?.text).toContain("cannot grow");
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, segmentSize: 100_000 })).toBe(false);
    expect(lab.setSettings(DEFAULT_SETTINGS)).toBe(true);
    expect(lab.problems.value.size).toBe(0);
  });

  test("says where there is no shared memory", async () => {
    const lab = await opened();
    vi.stubGlobal("SharedArrayBuffer", undefined);
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, storage: "shared" })).toBe(false);
    vi.unstubAllGlobals();
    expect(lab.problems.value.get("settings")?.title).toContain("no shared memory");
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, storage: "shared" })).toBe(true);
  });

  test("moves the heap beside it along, typed operations too", async () => {
    const lab = await opened();
    lab.setRival({ ...DEFAULT_SETTINGS, heap: "system" });
    lab.go(3);
    lab.followRival();
    expect(lab.rival.value?.position).toBe(3);
    lab.type("z = emalloc(70000)");
    expect(lab.rival.value?.length).toBe(4);
    expect(lab.rival.value?.position).toBe(4);
    lab.setRival(null);
    expect(lab.rival.value).toBeNull();
  });

  test("brings back what was typed before, with its names, on another heap too", async () => {
    const lab = await opened({ source: { kind: "script", text: "" }, step: 0 });
    const texts = () => lab.typed.value.map(({ text }) => text);
    for (const text of ["a = emalloc(24)", "b = emalloc(50)"]) lab.type(text);
    lab.go(1);
    lab.type("c = emalloc(99)");
    expect(texts()).toEqual(["a = emalloc(24)", "c = emalloc(99)"]);
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, model: "ilp32" })).toBe(true);
    expect(texts()).toEqual(["a = emalloc(24)", "c = emalloc(99)"]);
    lab.rejoin();
    expect(texts()).toEqual(["a = emalloc(24)", "b = emalloc(50)"]);
    expect(lab.address()).toMatchObject({ step: 1, typed: [{ at: 0 }, { at: 1, text: "b = emalloc(50)" }] });
    lab.go(2);
    expect(lab.session.value.callText(1)).toBe("b = emalloc(50)");
    expect(lab.type("efree(b)")).toBe(true);
  });

  test("says what cannot be typed, and has done nothing", async () => {
    const lab = await opened();
    expect(lab.type("efree(nobody)")).toBe(false);
    expect(lab.problems.value.get("typing")?.text).toContain("nobody");
    expect(lab.session.value.length).toBe(3);
    expect(lab.type("efree(b)")).toBe(true);
    expect(lab.problems.value.size).toBe(0);
  });

  test("says that a link needs a file it cannot have, and stays as it was", async () => {
    const lab = await opened();
    await lab.use({ kind: "file", name: "mine.trace" });
    expect(lab.problems.value.get("input")?.text).toContain("mine.trace");
    expect(lab.source.value.kind).toBe("script");
  });

  test("keeps the address that it cannot show, until something else is done", async () => {
    const lab = new Lab();
    const address: LabAddress = {
      ...ADDRESS,
      source: { kind: "file", name: "mine.trace" },
      settings: { ...DEFAULT_SETTINGS, model: "ilp32" },
      rival: { ...DEFAULT_SETTINGS, heap: "system" },
      selection: { address: 12_020, bytes: 24, kind: "block" },
    };
    await lab.open(address);
    expect(lab.address()).toEqual(address);
    lab.toggleView("hex");
    expect(lab.address()).toEqual({ ...address, views: [...address.views, "hex"] });
    lab.type("p = emalloc(24)");
    expect(lab.address()).toMatchObject({ source: { kind: "script", text: "" }, step: 1, rival: null });
  });

  test("shows an address whose heap could not start as soon as it can", async () => {
    const lab = await opened({ settings: { ...DEFAULT_SETTINGS, capacity: 4096 } });
    expect(lab.problems.value.get("input")?.title).toContain("not enough memory");
    expect(lab.address()).toEqual({ ...ADDRESS, settings: { ...DEFAULT_SETTINGS, capacity: 4096 } });
    expect(lab.setSettings({ ...DEFAULT_SETTINGS, capacity: 2 ** 20 })).toBe(true);
    await vi.waitFor(() => expect(lab.session.value.position).toBe(2));
    expect(lab.address()).toEqual({ ...ADDRESS, settings: { ...DEFAULT_SETTINGS, capacity: 2 ** 20 } });
    expect(lab.problems.value.size).toBe(0);
  });

  test("lets the last of several loads win", async () => {
    const lab = await opened();
    const first = lab.use({ kind: "generated", pattern: "churn", seed: 1, count: 100 });
    const second = lab.use({ kind: "generated", pattern: "stack", seed: 2, count: 50 });
    await Promise.all([first, second]);
    expect(lab.session.value.length).toBe(50);
    expect(lab.progress.value).toBeNull();
  });
});
