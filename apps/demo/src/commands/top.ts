import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { opText, Timeline } from "@zmm/trace";
import { heapFigures } from "../figures.js";
import { bytes, count, percent } from "../format.js";
import { heapMap, MAP_ROWS } from "../heap-map.js";
import { countOption, modelOption } from "../options.js";
import { loadMoment, type Moment } from "../subject.js";
import { padEnd, type Terminal } from "../terminal.js";

export interface TopOptions {
  readonly model?: unknown;
  readonly speed?: unknown;
  readonly json?: boolean;
}

/** Moments that are shown where nobody can watch. */
const MOMENTS = 100;
const FRAMES_PER_SECOND = 10;
const LABEL_WIDTH = 16;

/** What ends the view from outside. */
const SIGNALS = ["SIGTERM", "SIGHUP"] as const;
const ESCAPE = "\u001b";
/** Keys, of which one read may bring several: arrows take three characters, all others one. */
const KEYS = new RegExp(`${ESCAPE}\\[[A-D]|.`, "gs");
/** Lines of the view that are not the map. */
const OTHER_LINES = 13;

const SCREEN_ON = "\u001b[?1049h\u001b[?25l";
const SCREEN_OFF = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const END_OF_LINE = "\u001b[K\r\n";
const END_OF_SCREEN = "\u001b[J";

/** `zmm top TRACE`: a heap while a trace runs on it. */
export async function topCommand(spec: string, options: TopOptions, terminal: Terminal): Promise<void> {
  const model = modelOption(options.model);
  const speed = countOption("--speed", options.speed) ?? 1;
  const moment = await loadMoment(spec);
  const timeline = new Timeline(moment.trace, { model });
  if (options.json || !terminal.interactive || !process.stdin.isTTY)
    return printMoments(moment, timeline, options, terminal);
  await new Watch(moment, timeline, speed, terminal).run();
}

function printMoments(moment: Moment, timeline: Timeline, options: TopOptions, terminal: Terminal): void {
  const { color } = terminal;
  const columns = ["operation", "usage", "real size", "cached", "segments", "fragmentation"];
  if (!options.json) terminal.print(color.dim(columns.map((text) => text.padStart(14)).join("")));
  for (let index = 1; index <= MOMENTS; index++) {
    timeline.seek(Math.round((index * moment.at) / MOMENTS));
    const figures = heapFigures(timeline.reader);
    if (options.json) {
      terminal.print(JSON.stringify({ operation: timeline.position, failures: timeline.failures, ...figures }));
      continue;
    }
    const { usage, realSize, cached, segments, fragmentation } = figures;
    const cells = [count(timeline.position), bytes(usage), bytes(realSize), bytes(cached), count(segments)];
    terminal.print([...cells, percent(fragmentation)].map((text) => text.padStart(14)).join(""));
  }
}

/** The live view. */
class Watch {
  private readonly moment: Moment;
  private readonly timeline: Timeline;
  private readonly terminal: Terminal;
  /** Operations a second. */
  private speed: number;
  private paused = false;
  private over = false;

  constructor(moment: Moment, timeline: Timeline, speed: number, terminal: Terminal) {
    this.moment = moment;
    this.timeline = timeline;
    this.speed = speed;
    this.terminal = terminal;
  }

  /** Runs until somebody quits, or a signal ends it; the terminal is then as it was before. */
  async run(): Promise<void> {
    const { stdin, stdout } = process;
    const ended = new AbortController();
    const onSignal = (): void => ended.abort();
    const onKeys = (text: string): void => {
      for (const [key] of text.matchAll(KEYS)) {
        this.press(key);
        if (!this.over) this.draw();
      }
    };
    stdin.setRawMode(true).resume().setEncoding("utf8");
    stdin.on("data", onKeys);
    for (const signal of SIGNALS) process.once(signal, onSignal);
    stdout.write(SCREEN_ON);
    try {
      await this.watch(ended.signal);
    } finally {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      stdin.off("data", onKeys).setRawMode(false).pause();
      stdout.write(SCREEN_OFF);
    }
  }

  /** Draws a frame after each pause, or after each key while it is paused. */
  private async watch(signal: AbortSignal): Promise<void> {
    while (!this.over && !signal.aborted) {
      if (!this.paused) this.go(Math.max(1, Math.round(this.speed / FRAMES_PER_SECOND)));
      this.draw();
      const next = this.paused
        ? once(process.stdin, "data", { signal })
        : setTimeout(1000 / FRAMES_PER_SECOND, undefined, { signal });
      await next.catch((error: Error) => {
        if (error.name !== "AbortError") throw error;
      });
    }
  }

  private press(key: string): void {
    const actions: Readonly<Record<string, () => void>> = {
      q: () => this.end(),
      "\u0003": () => this.end(),
      " ": () => this.pause(!this.paused),
      n: () => this.step(1),
      "\u001b[C": () => this.step(1),
      p: () => this.step(-1),
      "\u001b[D": () => this.step(-1),
      "+": () => this.accelerate(2),
      "-": () => this.accelerate(1 / 2),
      g: () => this.go(-this.timeline.position),
      G: () => this.go(this.moment.at),
    };
    actions[key]?.();
  }

  private end(): void {
    this.over = true;
  }

  private pause(paused: boolean): void {
    this.paused = paused;
  }

  private step(by: number): void {
    this.pause(true);
    this.go(by);
  }

  private accelerate(by: number): void {
    this.speed = Math.max(1, this.speed * by);
  }

  private go(by: number): void {
    this.timeline.seek(Math.min(this.moment.at, Math.max(0, this.timeline.position + by)));
    if (this.timeline.position === this.moment.at) this.pause(true);
  }

  private draw(): void {
    const rows = Math.max(1, (process.stdout.rows ?? 24) - OTHER_LINES);
    const map = heapMap(this.timeline.reader, this.terminal, Math.min(MAP_ROWS, rows));
    const lines = [...this.headLines(), "", ...map, "", this.keys()];
    // no line end behind the last line: where the terminal is just high enough, it would scroll
    process.stdout.write(HOME + lines.join(END_OF_LINE) + END_OF_SCREEN);
  }

  private headLines(): string[] {
    const { timeline, moment, terminal } = this;
    const { color } = terminal;
    const { position, failures } = timeline;
    const figures = heapFigures(timeline.reader);
    const next = position < moment.trace.length ? opText(moment.trace, position) : "the end";
    const state = this.paused ? "paused" : `${count(Math.round(this.speed))} a second`;
    const rows: [string, string][] = [
      ["operation", `${count(position)} of ${count(moment.at)} (${state}), next ${next}`],
      ["usage", `${bytes(figures.usage)} in ${count(figures.usedBlocks)} blocks, peak ${bytes(figures.peak)}`],
      ["real size", `${bytes(figures.realSize)} in ${count(figures.segments)} segments`],
      ["cache", `${bytes(figures.cached)} in ${count(figures.cachedBlocks)} blocks`],
      [
        "free",
        `${bytes(figures.free)} in ${count(figures.freeBlocks)} blocks, the largest ${bytes(figures.largestFree)}`,
      ],
      ["fragmentation", percent(figures.fragmentation)],
      ["failed", count(failures)],
    ];
    const title = color.bold(`${moment.path} on ${timeline.heap.layout.model.name}`);
    return [title, "", ...rows.map(([label, value]) => `  ${color.dim(padEnd(label, LABEL_WIDTH))}${value}`)];
  }

  private keys(): string {
    return this.terminal.color.dim(
      "  space pause  n/p step forth and back  +/- faster and slower  g/G start and end  q quit",
    );
  }
}
