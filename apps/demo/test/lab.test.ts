/** `zmm lab` as a server; what the page does with it is tested with the page. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { corpus, zmm } from "./zmm.js";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
let server: ChildProcess | null = null;

afterEach(() => {
  server?.kill("SIGKILL");
  server = null;
});

/** Starts the lab; gives the first line that it prints. */
async function firstLine(...args: string[]): Promise<string> {
  server = spawn(process.execPath, [CLI, "lab", "--no-open", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: server.stdout! }), "line")) as [string];
  return line;
}

/** Starts the lab; gives its address. */
async function start(...args: string[]): Promise<URL> {
  return new URL(/http:\S+/.exec(await firstLine(...args))?.[0] ?? "");
}

describe("zmm lab", () => {
  test("serves the page to this machine, isolated, with the trace beside it, and ends when told", async () => {
    const path = corpus("traces/syn_quirks.trace.gz");
    const address = await start(path);
    expect(address.hostname).toBe("127.0.0.1");
    expect(address.hash).toBe("#open=syn_quirks.trace.gz");
    const page = await fetch(new URL("/", address));
    expect(await page.text()).toContain('id="lab"');
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    const trace = await fetch(new URL("/open/syn_quirks.trace.gz", address));
    expect((await trace.arrayBuffer()).byteLength).toBe(1160);
    expect((await fetch(new URL("/traces/smarty.trace.gz", address))).status).toBe(200);
    expect((await fetch(new URL("/open/smarty.trace.gz", address))).status).toBe(404);
    expect((await fetch(new URL("/", address), { method: "POST" })).status).toBe(405);
    const ended = once(server!, "exit");
    server?.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  test("prints its address as a line of JSON", async () => {
    const line = await firstLine("--json", corpus("traces/syn_quirks.trace.gz"));
    const { address, port, trace } = JSON.parse(line) as { address: string; port: number; trace: string };
    expect(new URL(address)).toMatchObject({ port: String(port), hash: `#open=${trace}` });
    expect((await fetch(address)).status).toBe(200);
  });

  test("refuses a port that is none, or taken, and a trace that is not there", async () => {
    expect(zmm(["lab", "--no-open", "--port", "http"])).toMatchObject({ code: 2 });
    expect(zmm(["lab", "--no-open", "nowhere.trace"]).stderr).toContain("nowhere.trace: there is no such file");
    const { port } = await start();
    expect(zmm(["lab", "--no-open", "--port", port]).stderr).toContain(`port ${port} cannot be used`);
  });
});
