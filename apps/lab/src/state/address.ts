/**
 * The state of the page as the part of its address behind `#`, so that a link opens the same picture:
 *
 * `#trace=smarty&step=5000&heap=zend-ilp32,limit=8M&with=system&views=map,hex&select=4b0010,24,block&map=1024,0.5`
 */
import type { MapWindow, Selection } from "@zmm/viz";
import { DEFAULT_SETTINGS, formatSettings, type LabSettings, parseSettings } from "./settings.js";
import { formatSource, parseSource, type Source } from "./source.js";
import { DEFAULT_VIEWS, parseViews, type ViewName } from "./views.js";

/** Operations typed at a moment. */
export interface Typed {
  /** Operations done before. */
  readonly at: number;
  readonly text: string;
}

export interface LabAddress {
  readonly source: Source;
  /** Operations done. */
  readonly step: number;
  readonly settings: LabSettings;
  /** The heap beside it, or null. */
  readonly rival: LabSettings | null;
  readonly views: readonly ViewName[];
  readonly selection: Selection | null;
  /** The part of the memory map that is shown; null for all. */
  readonly map: MapWindow | null;
  readonly typed: readonly Typed[];
}

/** What the page shows when its address says nothing. */
export const FIRST_ADDRESS: LabAddress = {
  source: { kind: "bundled", name: "wordpress" },
  step: 20_000,
  settings: DEFAULT_SETTINGS,
  rival: null,
  views: DEFAULT_VIEWS,
  selection: null,
  map: null,
  typed: [],
};

const KINDS: readonly Selection["kind"][] = ["block", "field", "segment", "bytes"];

/** The address of a state, without `#`. */
export function formatAddress(state: LabAddress): string {
  const { source, step, settings, rival, views, selection, map, typed } = state;
  const values = new URLSearchParams([formatSource(source)]);
  values.set("step", String(step));
  const heap = formatSettings(settings);
  if (heap !== formatSettings(DEFAULT_SETTINGS)) values.set("heap", heap);
  if (rival) values.set("with", formatSettings(rival));
  if (views.join() !== DEFAULT_VIEWS.join()) values.set("views", views.join(","));
  if (selection) values.set("select", `${selection.address.toString(16)},${selection.bytes},${selection.kind}`);
  if (map) values.set("map", `${Math.floor(map.start)},${Number(map.scale.toPrecision(6))}`);
  for (const { at, text } of typed) values.append("typed", `${at}:${text}`);
  // what is in no danger of being misread stays readable
  return values.toString().replaceAll("%2C", ",").replaceAll("%3D", "=").replaceAll("%3A", ":");
}

/** Reads what `formatAddress` writes; what is missing or cannot be is as at first. */
export function parseAddress(text: string): LabAddress {
  const values = new URLSearchParams(text.replace(/^#/, ""));
  const source = parseSource(values);
  const step = Number(values.get("step") ?? Number.NaN);
  const rival = values.get("with");
  return {
    source: source ?? FIRST_ADDRESS.source,
    step: Number.isSafeInteger(step) && step >= 0 ? step : source === null ? FIRST_ADDRESS.step : 0,
    settings: parseSettings(values.get("heap") ?? ""),
    rival: rival === null ? null : parseSettings(rival),
    views: parseViews(values.get("views") ?? "") ?? DEFAULT_VIEWS,
    selection: parseSelection(values.get("select") ?? ""),
    map: parseWindow(values.get("map") ?? ""),
    typed: values.getAll("typed").flatMap(parseTyped),
  };
}

function parseSelection(text: string): Selection | null {
  const [address = "", bytes = "", kind = ""] = text.split(",");
  const known = KINDS.find((name) => name === kind);
  if (known === undefined || !/^[0-9a-f]{1,8}$/.test(address) || !/^\d{1,10}$/.test(bytes)) return null;
  return { address: Number.parseInt(address, 16), bytes: Number(bytes), kind: known };
}

function parseWindow(text: string): MapWindow | null {
  const [start = Number.NaN, scale = Number.NaN] = text.split(",").map(Number);
  return start >= 0 && scale > 0 && Number.isFinite(start + scale) ? { start, scale } : null;
}

function parseTyped(text: string): Typed[] {
  const [, at = "", typed = ""] = /^(\d{1,9}):([\s\S]+)$/.exec(text) ?? [];
  return at === "" ? [] : [{ at: Number(at), text: typed }];
}
