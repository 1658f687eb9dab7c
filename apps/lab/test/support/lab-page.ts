/** The built lab in Chromium, served by the command line as users have it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { CHROMIUM } from "../../../../scripts/chromium.ts";
import type { Lab } from "../../src/state/lab.js";

declare global {
  interface Window {
    readonly zmmLab: Lab;
  }
}

const CLI = fileURLToPath(new URL("../../../demo/dist/cli.js", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../../../packages/corpus/", import.meta.url));
// measuring memory does not wait for the next collection
const FLAGS = [...CHROMIUM.args, "--enable-blink-features=ForceEagerMeasureMemory"];

/** The bytes of a file of the corpus. */
export function corpus(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(`${CORPUS}${path}`));
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Device pixels per CSS pixel. */
  readonly ratio?: number;
}

/**
 * A lab for all tests of a file: started before the first, stopped after the last.
 * @param args what stands behind `zmm lab`.
 */
export function useLab(...args: string[]): () => LabServer {
  let lab: LabServer | undefined;
  beforeAll(async () => {
    lab = await LabServer.start(...args);
  });
  afterAll(() => lab?.stop());
  return () => lab!;
}

/** A lab, served and open in a browser. */
export class LabServer {
  readonly browser: Browser;
  /** The page's address, without what stands behind `#`. */
  readonly address: string;
  /** What the server printed first. */
  readonly line: string;
  private readonly server: ChildProcess;

  private constructor(server: ChildProcess, line: string, browser: Browser) {
    this.server = server;
    this.line = line;
    this.address = /http:\/\/[^#\s]+/.exec(line)?.[0] ?? "";
    this.browser = browser;
  }

  /** @param args what stands behind `zmm lab`. */
  static async start(...args: string[]): Promise<LabServer> {
    const server = spawn(process.execPath, [CLI, "lab", "--no-open", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: server.stdout! }), "line")) as [string];
    return new LabServer(server, line, await chromium.launch({ ...CHROMIUM, args: FLAGS }));
  }

  /** Opens the page; what goes wrong in it is kept. */
  async open(hash = "", { width = 1440, height = 900, dark = false, ratio = 1 }: PageOptions = {}): Promise<LabPage> {
    const page = await this.browser.newPage({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      deviceScaleFactor: ratio,
      acceptDownloads: true,
    });
    const opened = new LabPage(page);
    await page.goto(`${this.address}${hash}`);
    await opened.ready();
    return opened;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    const ended = once(this.server, "exit");
    this.server.kill("SIGINT");
    await ended;
  }
}

export class LabPage {
  readonly page: Page;
  /** What the page wrote to its console as errors or warnings, and what it threw. */
  readonly complaints: string[] = [];
  /** The servers that the page asked for anything. */
  readonly origins: Set<string> = new Set<string>();

  constructor(page: Page) {
    this.page = page;
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && protocol !== "blob:") this.origins.add(origin);
    });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error.stack ?? error)));
  }

  /** Waits until what the address says is there. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(
      () => document.body.dataset["lab"] === "ready" && window.zmmLab.progress.value === null,
    );
  }

  /** Operations done. */
  position(): Promise<number> {
    return this.page.evaluate(() => window.zmmLab.session.value.position);
  }

  async waitForPosition(position: number): Promise<void> {
    await this.page.waitForFunction((wanted) => window.zmmLab.session.value.position === wanted, position);
  }

  /** The memory map's pixels, as a text that is the same for the same picture. */
  picture(): Promise<string> {
    return this.page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      return document.querySelector<HTMLCanvasElement>("[role=application] canvas")?.toDataURL() ?? "";
    });
  }

  /** Drops a file on the page. */
  async drop(name: string, bytes: Uint8Array): Promise<void> {
    const data = Buffer.from(bytes).toString("base64");
    await this.page.evaluate(
      ([fileName, text]) => {
        const file = new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], fileName);
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(file);
        for (const type of ["dragover", "drop"]) {
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
      },
      [name, data] as const,
    );
  }

  /** Types a line and does it. */
  async type(text: string): Promise<void> {
    await this.page.getByLabel("Operation", { exact: true }).and(this.page.locator("input[type=text]")).fill(text);
    await this.page.keyboard.press("Enter");
  }
}
