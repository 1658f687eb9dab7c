/** What one gives to the lab: typed operations, files, made-up programs, other heaps; and what it says of bad ones. */
import { ZendHeap } from "@zmm/heap";
import { HeapReader, writeSnapshot } from "@zmm/inspect";
import { arrayBuffer } from "@zmm/storage";
import { readTrace, writeBinaryTrace } from "@zmm/trace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { corpus, type LabPage, useLab } from "./support/lab-page.js";

const lab = useLab();
let page: LabPage;
beforeEach(async () => {
  page = await lab().open("#script=&step=0");
});
afterEach(async () => {
  expect(page.complaints).toEqual([]);
  await page.page.close();
});

/** What stands in the places for errors. */
const alerts = (): Promise<string[]> => page.page.getByRole("alert").allTextContents();
const length = (): Promise<number> => page.page.evaluate(() => window.zmmLab.session.value.length);
const name = (): Promise<string> => page.page.evaluate(() => window.zmmLab.session.value.trace.name);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

async function waitForTrace(wanted: string): Promise<void> {
  await page.page.waitForFunction((known) => window.zmmLab.session.value.trace.name === known, wanted);
}

describe("typed operations", () => {
  test("are done on the heap, and show what came of them", async () => {
    const before = await page.picture();
    await page.type("p = emalloc(24)");
    await page.waitForPosition(1);
    await page.type("p = erealloc(p, 100K)");
    await page.waitForPosition(2);
    expect(await page.picture()).not.toBe(before);
    const heap = ZendHeap.create(arrayBuffer(), { model: "lp64" });
    const address = heap.reallocate(heap.allocate(24), 100 * 1024);
    const lines = await page.page.getByLabel("What was typed").locator("li").allTextContents();
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`0x${address.toString(16)}`);
  });

  test("that cannot be are refused in words, and nothing is done", async () => {
    await page.type("p = emalloc(24)");
    await page.type("efree(q)");
    await page.page.getByRole("alert").waitFor();
    expect((await alerts()).join()).toContain("q has no block");
    expect(await page.position()).toBe(1);
    await page.type("efree(p)");
    await page.waitForPosition(2);
    expect(await alerts()).toEqual([]);
  });

  test("are recalled by the arrow keys", async () => {
    await page.type("p = emalloc(24)");
    await page.waitForPosition(1);
    await page.page.keyboard.press("ArrowUp");
    await page.page.keyboard.press("Enter");
    await page.waitForPosition(2);
  });

  test("in the middle of a trace set its rest aside, and bring it back", async () => {
    await page.drop("small.trace", text("a 0 100\na 1 200\nf 0\nf 1\n"));
    await waitForTrace("small.trace");
    await page.page.evaluate(() => window.zmmLab.go(2));
    await page.type("x = emalloc(7)");
    await page.waitForPosition(3);
    expect(await length()).toBe(3);
    await page.page.getByRole("button", { name: "Bring it back" }).click();
    expect(await length()).toBe(4);
    expect(await page.position()).toBe(2);
  });
});

describe("files dropped on the page", () => {
  const trace = "a 0 100\na 1 5000\nr 0 300\nf 1\n";
  const files: readonly (readonly [string, () => Uint8Array])[] = [
    ["a.trace", () => text(trace)],
    ["b.trace.gz", () => corpus("traces/syn_quirks.trace.gz")],
    ["c.ztrace", () => writeBinaryTrace(readTrace(trace))],
    ["d.log", () => text("malloc(100) = 0x10a0\nrealloc(0x10a0, 5000) = 0x2b00\nmalloc(64) = 0x10a0\nfree(0x2b00)\n")],
  ];
  test.each(files)("%s is read", async (file, bytes) => {
    await page.drop(file, bytes());
    await waitForTrace(file);
    expect(await length()).toBeGreaterThan(3);
    await page.page.evaluate(() => window.zmmLab.go(window.zmmLab.session.value.length));
    expect(await alerts()).toEqual([]);
  });

  test("a snapshot is shown as it stands", async () => {
    const heap = ZendHeap.create(arrayBuffer(), { model: "ilp32" });
    for (let size = 1; size < 3000; size += 7) heap.allocate(size);
    const { memory, address, layout } = heap;
    const bytes = await writeSnapshot(new HeapReader({ memory, address, layout }));
    await page.drop("heap.zmmsnap", bytes);
    await page.page.waitForFunction(() => window.zmmLab.session.value.heap === null);
    expect(await page.page.evaluate(() => window.zmmLab.session.value.reader?.field("size"))).toBe(heap.usage());
    await page.page.getByText("A snapshot is one moment").waitFor();
  });

  test("a file is chosen by the dialog, too", async () => {
    await page.page.locator("body").press("o");
    const chooser = page.page.waitForEvent("filechooser");
    await page.page.getByRole("button", { name: "Choose a file" }).click();
    await (await chooser).setFiles({ name: "chosen.trace", mimeType: "text/plain", buffer: Buffer.from(trace) });
    await waitForTrace("chosen.trace");
  });

  test("a broken trace is refused with file and line, and the lab goes on", async () => {
    await page.drop("broken.trace", text("a 0 100\nf 0\nf 0\n"));
    await page.page.getByRole("alert").waitFor();
    expect((await alerts()).join()).toMatch(/broken\.trace, line 3/);
    await page.type("p = emalloc(24)");
    await page.waitForPosition(1);
    await page.drop("whole.trace", text(trace));
    await waitForTrace("whole.trace");
    expect(await alerts()).toEqual([]);
  });

  test("a damaged gzip file is refused", async () => {
    await page.drop("cut.trace.gz", corpus("traces/wordpress.trace.gz").slice(0, 50_000));
    await page.page.getByRole("alert").waitFor();
    expect((await alerts()).join()).toContain("cut off or damaged");
  });

  test("a damaged snapshot is refused", async () => {
    const heap = ZendHeap.create(arrayBuffer());
    const { memory, address, layout } = heap;
    const bytes = await writeSnapshot(new HeapReader({ memory, address, layout }));
    bytes.fill(0x55, bytes.length - 40);
    await page.drop("damaged.zmmsnap", bytes);
    await page.page.getByRole("alert").waitFor();
    expect((await alerts()).join()).toContain("This snapshot cannot be read");
    await page.type("p = emalloc(24)");
    await page.waitForPosition(1);
  });

  test("a file that is too large is refused before it is read", async () => {
    await page.page.evaluate(() => {
      const file = new File(["a 0 1\n"], "large.trace");
      Object.defineProperty(file, "size", { value: 5 * 2 ** 30 });
      return window.zmmLab.useFile(file);
    });
    expect((await alerts()).join()).toMatch(/too large.*large\.trace has 5,120 MiB/);
    expect(await name()).toBe("script");
  });
});

test("what nobody foresaw is said as well, and the lab goes on", async () => {
  await page.type("p = emalloc(24)");
  await page.waitForPosition(1);
  await page.page.evaluate(() => {
    const { session } = window.zmmLab;
    const { seek } = session.value;
    session.value.seek = () => {
      session.value.seek = seek;
      throw new RangeError("the machine has no memory left");
    };
  });
  await page.page.getByRole("button", { name: "Step back" }).click();
  await page.page.getByRole("alert").waitFor();
  expect((await alerts()).join()).toContain("The machine has no memory left.");
  expect(page.complaints.splice(0).join()).toContain("the machine has no memory left");
  await page.page.getByRole("button", { name: "Step back" }).click();
  await page.waitForPosition(0);
});

describe("made-up programs", () => {
  test("with more operations than there may be are refused in words", async () => {
    await page.page.locator("body").press("o");
    await page.page.getByRole("spinbutton", { name: "Operations" }).fill("600000");
    expect((await alerts()).join()).toContain("1 to 500,000 operations");
    expect(await page.page.getByRole("button", { name: "Make it" }).isDisabled()).toBe(true);
    await page.page.getByRole("spinbutton", { name: "Operations" }).fill("500000");
    expect(await alerts()).toEqual([]);
    expect(await page.page.getByRole("button", { name: "Make it" }).isDisabled()).toBe(false);
  });

  test("are the same for the same seed", async () => {
    await page.page.locator("body").press("o");
    await page.page.getByLabel("Pattern").selectOption("mixed");
    await page.page.getByLabel("Seed").fill("42");
    await page.page.getByRole("spinbutton", { name: "Operations" }).fill("3000");
    await page.page.getByRole("button", { name: "Make it" }).click();
    await waitForTrace("mixed, seed 42");
    await page.page.evaluate(() => window.zmmLab.go(3000));
    const first = await page.picture();
    await page.page.evaluate(() => window.zmmLab.use({ kind: "generated", pattern: "mixed", seed: 42, count: 3000 }));
    await page.page.evaluate(() => window.zmmLab.go(3000));
    expect(await page.picture()).toBe(first);
  });
});

describe("other heaps", () => {
  test("take the same operations, to the same moment", async () => {
    await page.drop("small.trace", text("a 0 100\na 1 200\nf 0\nf 1\n"));
    await waitForTrace("small.trace");
    await page.page.evaluate(() => window.zmmLab.go(3));
    await page.page.getByRole("button", { name: "Choose another heap" }).click();
    await page.page.getByLabel("Allocator").selectOption("ilp32");
    await page.page.waitForFunction(() => window.zmmLab.session.value.choice.model === "ilp32");
    for (const storage of ["resizable", "wasmMemory", "shared", "region", "scratch"]) {
      await page.page.getByLabel("Storage").selectOption(storage);
      await page.page.waitForFunction((wanted) => window.zmmLab.session.value.choice.provider === wanted, storage);
      expect(await page.position()).toBe(3);
    }
    await page.page.getByLabel("Allocator").selectOption("system");
    await page.page.waitForFunction(() => window.zmmLab.session.value.choice.heap === "system");
    expect(await alerts()).toEqual([]);
  });

  test("with a limit that is no size are refused in place", async () => {
    await page.page.getByRole("button", { name: "Choose another heap" }).click();
    await page.page.getByLabel("Memory limit").fill("plenty");
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("alert").waitFor();
    expect((await alerts()).join()).toContain("“plenty” is no size");
    await page.page.getByLabel("Memory limit").fill("8M");
    await page.page.keyboard.press("Enter");
    await page.page.waitForFunction(() => window.zmmLab.session.value.choice.limit === 8 * 2 ** 20);
    expect(await alerts()).toEqual([]);
  });

  test("show what a trace sets, sizes of no list, and a limit that cannot be so low", async () => {
    const open = async (hash: string): Promise<void> => {
      await page.page.evaluate((wanted) => {
        location.hash = wanted;
      }, hash);
      await waitForTrace(hash.split(/[=&]/)[1] ?? "");
    };
    const segments = page.page.getByLabel("Segment size");
    const chosen = () =>
      segments.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.textContent?.trim());
    await page.page.getByRole("button", { name: "Choose another heap" }).click();
    expect(await chosen()).toBe("as it comes (256K)");
    expect(await page.page.getByLabel("Memory limit").getAttribute("placeholder")).toBe("none");
    await open("#trace=syn_limit&step=5");
    expect(await page.page.getByLabel("Memory limit").getAttribute("placeholder")).toBe("8M, as the trace says");
    await open("#trace=requests_noreserve&step=5");
    expect(await chosen()).toBe("as the trace says (64K)");
    await open("#trace=smarty&step=5&heap=zend-lp64,segments=512K,limit=1K");
    expect(await chosen()).toBe("512K");
    expect(await page.page.evaluate(() => window.zmmLab.session.value.heap?.limit)).toBe(512 * 1024);
    await page.page.getByText("the limit is 512K").waitFor();
  });

  test("on memory that cannot grow say so, at their start and later", async () => {
    await page.page.getByRole("button", { name: "Choose another heap" }).click();
    await page.page.getByLabel("Memory there is").fill("64K");
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("alert").waitFor();
    expect((await alerts()).join()).toContain("There is not enough memory");
    await page.page.getByLabel("Memory there is").fill("1M");
    await page.page.keyboard.press("Enter");
    await page.page.waitForFunction(() => window.zmmLab.session.value.choice.capacity === 2 ** 20);
    await page.type("p = emalloc(3M)");
    await page.waitForPosition(1);
    const [line] = await page.page.getByLabel("What was typed").locator("li").allTextContents();
    expect(line).toContain("Out of memory");
    await page.type("q = emalloc(24)");
    await page.waitForPosition(2);
    expect(await page.page.evaluate(() => window.zmmLab.session.value.failures)).toBe(1);
  });

  test("stand side by side, and move together", async () => {
    await page.drop("real.trace.gz", corpus("traces/smarty.trace.gz"));
    await waitForTrace("real.trace.gz");
    await page.page.getByRole("button", { name: "Compare" }).click();
    await page.page.getByRole("heading", { name: "Side by side" }).waitFor();
    await page.page.evaluate(() => window.zmmLab.go(20_000));
    await page.page.waitForFunction(() => window.zmmLab.rival.value?.position === 20_000);
    await page.page.getByText("most from the storage").waitFor();
    expect(await page.page.locator("[role=application]").count()).toBe(2);
    const row = page.page.getByRole("row", { name: /^in blocks/ });
    const [zend, system] = await page.page.evaluate(() => {
      const { session, rival } = window.zmmLab;
      return [session.value.heap!.usage(), rival.value!.heap!.usage()];
    });
    expect(zend).not.toBe(system);
    expect(await row.textContent()).toContain(`${Math.round(zend! / 1024)} KiB`);
    await page.page.getByRole("button", { name: "End the comparison" }).click();
    expect(await page.page.locator("[role=application]").count()).toBe(1);
  });

  test("beside it that cannot start are told of, and leave the trace alone", async () => {
    await page.page.evaluate(() => {
      location.hash = "#trace=smarty&step=900&with=zend-lp64,memory=4K";
    });
    await page.waitForPosition(900);
    expect((await alerts()).join()).toContain("There is not enough memory");
    await page.page.getByRole("button", { name: "Compare" }).click();
    await page.page.getByRole("heading", { name: "Side by side" }).waitFor();
    expect(await alerts()).toEqual([]);
    await page.page.getByText("The other heap:").click();
    await page.page.getByLabel("Allocator").selectOption("lp64");
    await page.page.getByLabel("Memory there is").fill("4K");
    await page.page.keyboard.press("Enter");
    await page.page.getByRole("alert").waitFor();
    expect(await alerts()).toHaveLength(1);
  });
});
