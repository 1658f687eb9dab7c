/** The map of the memory, at the moment that a slider chooses. */
import { bytes, count, percent } from "../format.js";
import { element } from "./elements.js";
import { CELL_CACHED, CELL_FREE, CELL_NOTHING, CELL_USED, type ReportData } from "./report-data.js";

const COLUMNS = 128;
/** Pixels of a cell on the canvas; the page scales the whole. */
const PIXELS = 8;
const USED = "#2a9d5c";
const CACHED = "#d9a406";
const FREE = "#8886";

export function drawMap({ map }: ReportData): Node[] {
  const cells = Math.max(...map.cells.map((frame) => frame.length), 1);
  const canvas = element("canvas", "", "map");
  canvas.width = COLUMNS * PIXELS;
  canvas.height = Math.ceil(cells / COLUMNS) * PIXELS;
  const slider = element("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(map.cells.length - 1);
  slider.value = slider.max;
  const moment = element("p");
  const show = (): void => {
    const frame = Number(slider.value);
    drawFrame(canvas, map.cells[frame] ?? "");
    const at = count(map.at[frame] ?? 0);
    moment.textContent = `After operation ${at}; fragmentation ${percent(map.fragmentation[frame] ?? 0)}`;
  };
  slider.addEventListener("input", show);
  show();
  return [element("h2", "Map of the memory"), moment, slider, canvas, key(map.cellBytes)];
}

function drawFrame(canvas: HTMLCanvasElement, frame: string): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < frame.length; at++) {
    const letter = frame[at] ?? CELL_NOTHING;
    if (letter === CELL_NOTHING) continue;
    const quarter = CELL_USED.indexOf(letter);
    context.globalAlpha = quarter < 0 ? 1 : (quarter + 1) / CELL_USED.length;
    context.fillStyle = letter === CELL_FREE ? FREE : letter === CELL_CACHED ? CACHED : USED;
    context.fillRect((at % COLUMNS) * PIXELS, Math.floor(at / COLUMNS) * PIXELS, PIXELS - 1, PIXELS - 1);
  }
  context.globalAlpha = 1;
}

function key(cellBytes: number): HTMLElement {
  const made = element("p", `One cell is ${bytes(cellBytes)}, in the order of addresses.`, "dim key");
  for (const [name, colour] of Object.entries({ used: USED, cached: CACHED, free: FREE })) {
    const box = element("span");
    box.style.background = colour;
    made.append(box, name);
  }
  return made;
}
