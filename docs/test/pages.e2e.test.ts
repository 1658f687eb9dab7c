/** Every page of the built site, as a browser that reaches nothing else sees it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { SECTIONS } from "../.vitepress/pages.js";
import { builtPages, complaintsOf, DIST, offline, open, useSite } from "./support/site.js";

const pages = builtPages().filter((page) => page !== "404.html");
const html = (page: string): string => readFileSync(join(DIST, page), "utf8");

const site = useSite();

describe("the build", () => {
  it("has every page that the sidebar promises", () => {
    const promised = SECTIONS.flatMap((section) => section.pages).map(({ path }) => `${path}.html`);
    expect(pages).toEqual(expect.arrayContaining(promised));
    const chinese = pages.filter((page) => page.startsWith("zh/")).map((page) => page.slice(3));
    expect(chinese).toEqual(expect.arrayContaining(promised));
  });

  it("sends no page of more than 150 KiB before live views load", () => {
    const sizes = pages.map((page) => ({ page, bytes: bytesBeforeViews(page) }));
    expect(sizes.filter(({ bytes }) => bytes > 150 * 1024)).toEqual([]);
  });

  it("leads to places that are there", () => {
    const ids = new Map(
      pages.map((page) => [page, new Set([...html(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
    );
    const dead = pages.flatMap((page) =>
      linksOf(page)
        .filter(([target, hash]) => !ids.get(target)?.has(hash))
        .map(([target, hash]) => `${page}: ${target}#${hash}`),
    );
    expect(dead).toEqual([]);
  });

  it("leads to pages that are there", () => {
    const dead = pages.flatMap((page) =>
      hrefsOf(page)
        .map((href) => pathOf(page, href))
        .filter((target) => target.endsWith(".html") && !pages.includes(target))
        .map((target) => `${page}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it("names no machine and no other site that it needs", () => {
    for (const page of pages) expect(html(page)).not.toMatch(/(?:src|href)="https?:\/\/[^"]*\.(?:js|css|woff2|png)"/);
  });
});

describe("in a browser", () => {
  it("opens every page without a complaint, and without asking anybody else", async () => {
    const { context, refused } = await offline(site.browser);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const found: string[] = [];
    for (const path of pages) {
      await open(page, site.url + path);
      found.push(...complaints.splice(0).map((text) => `${path}: ${text}`));
      if (await overflows(page)) found.push(`${path}: wider than the window`);
      for (const fault of await page.locator(".fault").allTextContents()) found.push(`${path}: ${fault}`);
    }
    await context.close();
    expect(found).toEqual([]);
    expect(refused).toEqual([]);
  });

  it("fits a phone", async () => {
    const { context } = await offline(site.browser, { viewport: { width: 375, height: 812 }, isMobile: true });
    const page = await context.newPage();
    const wide: string[] = [];
    for (const path of [
      "index.html",
      "guide/start.html",
      "explanation/cache.html",
      "reference/c-names.html",
      "zh/index.html",
    ]) {
      await open(page, site.url + path);
      if (await overflows(page)) wide.push(path);
    }
    await context.close();
    expect(wide).toEqual([]);
  });

  it("leads the Chinese reader of the API to the one that there is", async () => {
    const { context } = await offline(site.browser);
    const page = await context.newPage();
    await page.goto(`${site.url}zh/api/@zmm/heap.html`);
    await page.waitForURL(`${site.url}api/@zmm/heap.html`);
    await context.close();
  });
});

/** Compressed bytes of a page and of the scripts and styles that it names. */
function bytesBeforeViews(page: string): number {
  const text = html(page);
  const files = new Set([...text.matchAll(/(?:href|src)="\/([^"]+\.(?:js|css|woff2))"/g)].map(([, file]) => file!));
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, gzipSync(text).length);
}

/** Links of a page to others of the site, without the places in them. */
function hrefsOf(page: string): string[] {
  const hrefs = [...html(page).matchAll(/<a [^>]*href="([^"#]+)/g)].map(([, href]) => href!);
  return hrefs.filter((href) => !/^[a-z]+:/.test(href));
}

/** Links of a page to places in pages, as page and id; links to steps of stages (`#cache=2`) are no places. */
function linksOf(page: string): [string, string][] {
  const hrefs = [...html(page).matchAll(/<a [^>]*href="([^"#]*)#([^"]+)"/g)];
  return hrefs
    .filter(([, path]) => !/^[a-z]+:/.test(path!))
    .map(([, path, hash]): [string, string] => [pathOf(page, path!), decodeURIComponent(hash!)])
    .filter(([, hash]) => !/=\d+$/.test(hash));
}

function pathOf(page: string, href: string): string {
  if (href === "") return page;
  const { pathname } = new URL(href, `http://site/${page}`);
  return decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname).slice(1);
}

function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
}
