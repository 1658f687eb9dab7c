/** The report in a real browser: what it draws, and that its slider moves the map. */
import { readTrace } from "@zmm/trace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import client from "../dist/report-client.js?raw";
import { collectReport } from "../src/report/collect.js";
import { reportPage } from "../src/report/page.js";

const SITES = ["main index.php:1;draw page.php:7", "main index.php:1", ""];

/** A program of three call sites that fills, empties and leaks. */
function traceText(): string {
  const lines = ["#zmm-trace 1"];
  for (let round = 0; round < 40; round++) {
    lines.push(`#^ ${SITES[round % SITES.length]}`.trimEnd());
    for (let id = 0; id < 100; id++) lines.push(`a ${round * 100 + id} ${8 + ((round * 37 + id * 11) % 3000)}`);
    for (let id = 0; id < 90; id++) lines.push(`f ${round * 100 + id}`);
    if (round === 20) lines.push("#: halfway, with <b>markup</b> in it");
  }
  return `${lines.join("\n")}\n`;
}

let frame: HTMLIFrameElement;
let errors: unknown[];

beforeEach(async () => {
  errors = [];
  frame = document.createElement("iframe");
  frame.style.cssText = "width: 1000px; height: 800px";
  frame.srcdoc = reportPage(collectReport(readTrace(traceText(), "a program"), "lp64", "a program on lp64"), client);
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  frame.contentWindow?.addEventListener("error", (event) => errors.push(event.error));
  await loaded;
});
afterEach(() => frame.remove());

const page = (): Document => frame.contentDocument as Document;
const text = (): string => page().body.textContent ?? "";

/** How many different colours a canvas shows. */
function colours(canvas: HTMLCanvasElement): number {
  const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  return new Set(new Uint32Array(new Uint8Array(data).buffer)).size;
}

describe("a report", () => {
  test("draws its charts without an error", () => {
    const charts = [...page().querySelectorAll<HTMLCanvasElement>(".uplot canvas")];
    expect(charts).toHaveLength(2);
    for (const chart of charts) expect(colours(chart)).toBeGreaterThan(3);
    expect(errors).toEqual([]);
  });

  test("moves the map by its slider", () => {
    const canvas = page().querySelector<HTMLCanvasElement>("canvas.map") as HTMLCanvasElement;
    const slider = page().querySelector<HTMLInputElement>("input[type=range]") as HTMLInputElement;
    const atTheEnd = canvas.toDataURL();
    expect(colours(canvas)).toBeGreaterThan(2);
    expect(text()).toContain("After operation 7,600");
    slider.value = "10";
    slider.dispatchEvent(new Event("input"));
    expect(canvas.toDataURL()).not.toBe(atTheEnd);
    expect(text()).toContain("After operation 760;");
  });

  test("says what was left, by whom, and what somebody remarked, as text", () => {
    expect(text()).toContain("400 blocks were not freed at the end");
    expect(text()).toContain("main index.php:1;draw page.php:7");
    expect(text()).toContain("with <b>markup</b> in it");
    expect(page().querySelector("b")).toBeNull();
  });

  test("loads nothing", () => {
    expect(frame.contentWindow?.performance.getEntriesByType("resource")).toEqual([]);
  });
});
