/** The built site, served on this machine alone, and a browser to look at it. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright";
import { afterAll, beforeAll } from "vitest";
import { CHROMIUM } from "../../../scripts/chromium.js";

/** Where the build is. */
export const DIST: string = fileURLToPath(new URL("../../.vitepress/dist/", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

export interface Site {
  /** `http://127.0.0.1:PORT` and the base path, ending with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Paths of all built pages, such as `guide/start.html`. */
export function builtPages(folder: string = DIST): string[] {
  if (!existsSync(folder)) throw new Error("the site is not built: run `npm run docs` first");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".html"))
    .toSorted();
}

/** Serves `folder` under `base`, as every server of plain files does: no rewriting of addresses. */
export async function serve(folder: string = DIST, base = "/"): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = pathname.startsWith(base) ? fileAt(folder, decodeURIComponent(pathname.slice(base.length))) : null;
    const found = file ?? join(folder, "404.html");
    response.writeHead(file === null ? 404 : 200, {
      "Content-Type": TYPES[extname(found)] ?? "application/octet-stream",
    });
    response.end(readFileSync(found));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileAt(folder: string, path: string): string | null {
  const file = join(folder, normalize(`/${path}`));
  try {
    return statSync(file).isDirectory() ? fileAt(folder, `${path}/index.html`) : file;
  } catch {
    return null;
  }
}

/** Chromium as the system has it. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch(CHROMIUM);
}

/** The built site and a browser for all tests of a file: there from the first to the last. */
export function useSite(): { readonly url: string; readonly browser: Browser } {
  let site: Site | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    site = await serve();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return {
    get url() {
      return site!.url;
    },
    get browser() {
      return browser!;
    },
  };
}

/** What a page complains about: errors that nobody caught, and those on the console. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return complaints;
}

/** Opens a page and waits until its live views are there. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: "load" });
  await page.waitForFunction(() => {
    const stages = [...document.querySelectorAll(".heap-stage")];
    return (
      document.querySelector("#app")?.childElementCount && stages.every((one) => one.querySelector("figure input"))
    );
  });
}

/** A window that reaches nothing but this machine: every other request is refused, and listed in `refused`. */
export async function offline(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly context: BrowserContext; readonly refused: string[] }> {
  const context = await browser.newContext(options);
  const refused: string[] = [];
  await context.route(
    (url) => url.hostname !== "127.0.0.1" && !["data:", "blob:"].includes(url.protocol),
    (route) => {
      refused.push(route.request().url());
      return route.abort();
    },
  );
  return { context, refused };
}
