/** What a first visit loads, of the built page. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
/** Bytes, compressed. */
const BUDGET = 250 * 1024;

/** The files that the page asks for before anybody does anything: what it names, and what those import at once. */
function firstView(): Set<string> {
  const html = readFileSync(`${DIST}index.html`, "utf8");
  const files = new Set(["index.html"]);
  const open = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path = ""]) => path);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    if (!path.endsWith(".js")) continue;
    const code = readFileSync(`${DIST}${path}`, "utf8");
    const imports = [...code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(([, name = ""]) => name);
    // the worker that reads the first trace counts as well
    const workers = [...code.matchAll(/["'`]([\w./-]*reading-worker-[\w-]+\.js)["'`]/g)].map(([, name = ""]) => name);
    for (const name of [...imports, ...workers]) open.push(`assets/${name.split("/").at(-1)}`);
  }
  return files;
}

test("takes less than 250 KiB without traces", () => {
  const files = [...firstView()];
  expect(files.some((file) => file.includes("reading-worker"))).toBe(true);
  expect(files.filter((file) => file.endsWith(".js")).length).toBeGreaterThan(1);
  const bytes = files.map((file) => gzipSync(readFileSync(`${DIST}${file}`), { level: 9 }).length);
  const total = bytes.reduce((sum, size) => sum + size, 0);
  expect(total, files.join(", ")).toBeLessThan(BUDGET);
});

test("every bundled trace lies beside it", async () => {
  const { BUNDLED, bundledUrl } = await import("../src/input/bundled-traces.js");
  for (const { name } of BUNDLED.flatMap(({ traces }) => traces)) {
    const path = `${DIST}${bundledUrl(name)}`;
    expect(existsSync(path) && statSync(path).size, name).toBeGreaterThan(1000);
  }
});
