/** The site under another path than the root. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ROOT } from "../scripts/code-blocks.js";
import { complaintsOf, offline, open, serve, startBrowser } from "./support/site.js";

const BASE = "/some/where/";
const folder = mkdtempSync(join(tmpdir(), "zmm-docs-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("works under any path, without any network", { timeout: 600_000 }, async () => {
  const cli = join(ROOT, "node_modules/vitepress/bin/vitepress.js");
  const env = { ...process.env, NODE_ENV: "production" };
  const args = [cli, "build", "--base", BASE, "--outDir", folder];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", env });
  expect(status, stderr).toBe(0);

  const site = await serve(folder, BASE);
  const browser = await startBrowser();
  const { context, refused } = await offline(browser);
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await open(page, site.url);
  await page.getByRole("link", { name: "Start in a minute" }).first().click();
  await page.waitForURL(`${site.url}guide/start.html`);
  await open(page, `${site.url}explanation/cache.html#cache=2`);
  expect(await page.locator("figure input[type=range]").first().inputValue()).toBe("2");
  await page.keyboard.press("Control+k");
  await page.locator(".search-input").fill("efree");
  await page.locator(".results a").first().click();
  await page.waitForURL((url) => url.pathname.startsWith(BASE) && !url.pathname.includes("cache"));
  await open(page, `${site.url}zh/index.html`);
  expect({ complaints, refused }).toEqual({ complaints: [], refused: [] });
  await browser.close();
  await site.close();
});
