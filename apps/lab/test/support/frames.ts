/** Frames as the browser's own trace counts them. */
import type { Browser, Page } from "playwright";

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  /** Microseconds. */
  readonly ts: number;
}

export interface FrameCount {
  readonly frames: number;
  readonly seconds: number;
  readonly perSecond: number;
}

const CATEGORIES = ["blink.user_timing", "disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame"];
const START = "lab-frames-start";
const END = "lab-frames-end";

/** Counts the frames that reach the screen while `work` goes on in the page. */
export async function countFrames(browser: Browser, page: Page, work: () => Promise<void>): Promise<FrameCount> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.evaluate((name) => performance.mark(name), START);
  await work();
  await page.evaluate((name) => performance.mark(name), END);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as { traceEvents: TraceEvent[] };
  const at = (name: string): number => traceEvents.find((event) => event.name === name)?.ts ?? 0;
  const [from, to] = [at(START), at(END)];
  const frames = traceEvents.filter(({ name, ts }) => name === "DrawFrame" && ts >= from && ts <= to).length;
  const seconds = (to - from) / 1e6;
  return { frames, seconds, perSecond: frames / seconds };
}
