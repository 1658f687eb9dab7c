/** The map of the memory at the moment, and what moves the moment: a slider and a button that plays. */
import { bytes, count, percent } from "../format.js";
import { colourOf } from "./client-charts.js";
import { card, element } from "./elements.js";
import type { Moment } from "./moment.js";
import { CELL_CACHED, CELL_FREE, CELL_NOTHING, CELL_USED, type ReportData } from "./report-data.js";

const COLUMNS = 128;
/** Pixels of a cell on the canvas, of which the last stays empty; the page scales the whole. */
const PIXELS = 9;
/** Milliseconds that a frame stays while they are played. */
const FRAME_TIME = 60;
/** What is seen of a cell of which hardly anything is used. */
const FAINTEST = 0.35;

/** The map with its slider, its figures and its key. */
export function mapCard(data: ReportData, moment: Moment): HTMLElement {
  const { map } = data;
  const canvas = element("canvas", "", "map");
  canvas.width = COLUMNS * PIXELS;
  canvas.height = Math.ceil(Math.max(...map.cells.map((frame) => frame.length), 1) / COLUMNS) * PIXELS;
  canvas.setAttribute("role", "img");
  const figures = element("div", "", "figures");
  const show = (): void => {
    const words = figuresOf(data, moment);
    drawFrame(canvas, map.cells[moment.frame] ?? "");
    canvas.setAttribute("aria-label", `The memory ${words.map((pair) => pair.join(" ")).join(", ")}`);
    figures.replaceChildren(...words.map(figure));
  };
  moment.follow(show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  const about = `One cell is ${bytes(map.cellBytes)}, in the order of addresses: what most of its bytes are.`;
  return card("Map of the memory", about, controls(data, moment), figures, canvas, key());
}

function controls({ map }: ReportData, moment: Moment): HTMLElement {
  const slider = element("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(map.at.length - 1);
  slider.setAttribute("aria-label", "moment");
  slider.addEventListener("input", () => moment.go(Number(slider.value)));
  moment.follow(() => {
    slider.value = String(moment.frame);
    slider.setAttribute("aria-valuetext", `after operation ${count(moment.operation)}`);
  });
  const row = element("div", "", "moment");
  row.append(playButton(Number(slider.max), moment), slider);
  return row;
}

function playButton(last: number, moment: Moment): HTMLElement {
  const button = element("button", "Play");
  button.type = "button";
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    button.textContent = "Play";
  };
  button.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    if (moment.frame === last) moment.go(0);
    button.textContent = "Pause";
    timer = setInterval(() => (moment.frame === last ? stop() : moment.go(moment.frame + 1)), FRAME_TIME);
  });
  return button;
}

function figuresOf({ memory, map }: ReportData, { frame, operation }: Moment): [name: string, value: string][] {
  const point = memory.at.indexOf(operation);
  return [
    ["after operation", count(operation)],
    ["usage", bytes(memory.usage[point] ?? 0)],
    ["real size", bytes(memory.real[point] ?? 0)],
    ["cached", bytes(memory.cached[point] ?? 0)],
    ["fragmentation", percent(map.fragmentation[frame] ?? 0)],
  ];
}

function figure([name, value]: readonly [string, string]): HTMLElement {
  const made = element("div");
  made.append(element("span", name), value);
  return made;
}

function drawFrame(canvas: HTMLCanvasElement, frame: string): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const [used, cached, free, nothing] = ["map-used", "map-cached", "map-free", "map-nothing"].map(colourOf);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const cells = (canvas.width / PIXELS) * (canvas.height / PIXELS);
  for (let at = 0; at < cells; at++) {
    const letter = frame[at] ?? CELL_NOTHING;
    const quarter = CELL_USED.indexOf(letter);
    const fixed = letter === CELL_FREE ? free : letter === CELL_CACHED ? cached : nothing;
    context.fillStyle = (quarter < 0 ? fixed : used) ?? "";
    context.globalAlpha = quarter < 0 ? 1 : FAINTEST + ((1 - FAINTEST) * quarter) / (CELL_USED.length - 1);
    context.fillRect((at % COLUMNS) * PIXELS, Math.floor(at / COLUMNS) * PIXELS, PIXELS - 1, PIXELS - 1);
  }
  context.globalAlpha = 1;
}

function key(): HTMLElement {
  const made = element("div", "", "key soft");
  for (const name of ["used", "cached", "free", "nothing"]) {
    const box = element("i");
    box.style.background = `var(--map-${name})`;
    const entry = element("span");
    entry.append(box, name === "nothing" ? "not taken from the storage" : name);
    made.append(entry);
  }
  return made;
}
