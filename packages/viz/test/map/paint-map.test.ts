import { ZendHeap } from "@zmm/heap";
import { HeapReader } from "@zmm/inspect";
import { arrayBuffer } from "@zmm/storage";
import { describe, expect, test } from "vitest";
import { en } from "../../src/locale/en.js";
import { BlockIndex } from "../../src/map/block-index.js";
import { fillColumns } from "../../src/map/column-colours.js";
import { mapLayout } from "../../src/map/map-layout.js";
import { colourNumber, colourText, type MapPalette } from "../../src/map/map-palette.js";
import { CHARACTER_WIDTH } from "../../src/map/map-surface.js";
import { geometryOf, type MapWindow, wholeMap } from "../../src/map/map-window.js";
import { ADDRESS_GAP, ColumnStore, type MapScene, paintMap } from "../../src/map/paint-map.js";
import { SvgSurface } from "../../src/map/svg-surface.js";

const COLOURS = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#111111", "#222222", "#333333"];
const palette: MapPalette = {
  kinds: Uint32Array.from(COLOURS, colourNumber),
  inks: COLOURS.map(() => "#ffffff"),
  surface: "#fefefe",
  sunken: "#eeeeee",
  text: "#010101",
  soft: "#020202",
  line: "#030303",
  touched: "#cc0077",
  selected: "#040404",
  accent: "#050505",
  mono: "monospace",
};

function indexOf(heap: ZendHeap): BlockIndex {
  const index = new BlockIndex();
  const { memory, address, layout } = heap;
  index.readZend(new HeapReader({ memory, address, layout }));
  return index;
}

function picture(heap: ZendHeap, window: Partial<MapWindow> = {}, more: Partial<MapScene> = {}): string {
  const index = indexOf(heap);
  const layout = mapLayout(800, 200);
  const shape = { width: layout.width, rows: layout.rows, total: index.total };
  const geometry = geometryOf({ ...wholeMap(shape), ...window }, shape);
  const surface = new SvgSurface();
  paintMap(surface, {
    index,
    geometry,
    layout,
    palette,
    ratio: 1,
    columns: new ColumnStore(),
    names: en.map.names,
    headerSize: heap.layout.headerSize,
    touched: [],
    selected: null,
    pinned: null,
    hovered: null,
    byte: (address) => heap.memory.u8[address] ?? 0,
    ...more,
  });
  return surface.document(800, layout.height, palette.surface, "a heap");
}

describe("colours of pixel columns", () => {
  test("are the mixture of the blocks in a column, by their bytes", () => {
    const index = new BlockIndex();
    index.readPlain([
      { address: 8, size: 24, used: true },
      { address: 32, size: 8, used: false },
      { address: 40, size: 32, used: false },
    ]);
    const out = new Uint32Array(3);
    fillColumns(index, palette.kinds, 0, 32, out, 0, 3);
    expect([...out].map((colour) => (colour === 0 ? "none" : colourText(colour)))).toEqual([
      "#bf0040",
      "#0000ff",
      "none",
    ]);
  });

  test("are the same whether columns are filled one by one or together", () => {
    const heap = ZendHeap.create(arrayBuffer());
    for (let size = 8; size < 4000; size += 24) heap.free(size % 5 === 0 ? heap.allocate(size) : 0);
    const index = indexOf(heap);
    const together = new Uint32Array(500);
    const scale = index.total / 500;
    fillColumns(index, palette.kinds, 0, scale, together, 0, 500);
    const single = new Uint32Array(500);
    for (let at = 0; at < 500; at++) fillColumns(index, palette.kinds, at * scale, scale, single, at, 1);
    expect(single).toEqual(together);
  });

  test("read colours in both short and long form", () => {
    expect(colourText(colourNumber("#1b2330"))).toBe("#1b2330");
    expect(colourText(colourNumber("#abc"))).toBe("#aabbcc");
  });
});

describe("the picture of a map", () => {
  test("shows block sizes when they have room, bytes when one comes closer", () => {
    const heap = ZendHeap.create(arrayBuffer());
    const block = heap.allocate(100);
    heap.memory.u8.set([0xde, 0xad, 0xbe, 0xef], block);
    const place = indexOf(heap).placeOf(block);
    expect(picture(heap, { start: place - 64, scale: 0.5 })).toContain("used 112");
    expect(picture(heap, { start: place - 64, scale: 0.5 })).not.toContain(">be<");
    const close = picture(heap, { start: place - 8, scale: 1 / 20 });
    for (const byte of ["de", "ad", "be", "ef"]) expect(close).toContain(`>${byte}<`);
  });

  test("frames what was touched and what is selected, however small", () => {
    const heap = ZendHeap.create(arrayBuffer());
    const block = heap.allocate(100);
    const range = { address: block, bytes: 4 };
    expect(picture(heap)).not.toContain(palette.touched);
    expect(picture(heap, {}, { touched: [range] })).toContain(`stroke="${palette.touched}"`);
    expect(picture(heap, {}, { selected: range })).toContain(`stroke="${palette.selected}"`);
    const pinned = picture(heap, {}, { selected: range, pinned: { address: heap.address, bytes: 64 } });
    expect(pinned.split(palette.selected)).toHaveLength(3);
    expect(picture(heap, {}, { selected: { address: 4, bytes: 4 } })).not.toContain(palette.selected);
  });

  test("names each row by the address it starts at", () => {
    const heap = ZendHeap.create(arrayBuffer());
    expect(picture(heap)).toContain(`>0x${heap.address.toString(16)}<`);
  });

  test.each([320, 800])("has room for the longest address at a width of %i pixels", (width) => {
    const { gutter, addressPrefix } = mapLayout(width, 200);
    const address = `${addressPrefix}${(2 ** 32 - 8).toString(16)}`;
    expect(address.length * CHARACTER_WIDTH).toBeLessThanOrEqual(gutter - ADDRESS_GAP);
  });

  test("is a document by itself", () => {
    const svg = picture(ZendHeap.create(arrayBuffer()));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg.trimEnd()).toMatch(/<\/svg>$/);
    expect(svg).toContain("<title>a heap</title>");
  });
});
