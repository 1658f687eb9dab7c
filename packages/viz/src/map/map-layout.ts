/** Where rows, addresses and the rest stand on the picture of a map, in CSS pixels. */

export interface MapLayout {
  /** Left of the rows: room for each row's address. */
  readonly gutter: number;
  /** What stands before the digits of an address: `0x`, or nothing where that would take room they need. */
  readonly addressPrefix: string;
  readonly top: number;
  readonly rowHeight: number;
  /** From a row's top to the next one's. */
  readonly pitch: number;
  readonly rows: number;
  /** Pixels of a row. */
  readonly width: number;
  /** Pixels of the whole picture. */
  readonly height: number;
}

const ROW_HEIGHT = 22;
const GAP = 8;
const TOP = 6;
const GUTTER = 84;
/** Below this width the addresses take less room: that of eight digits. */
const NARROW = 520;
const NARROW_GUTTER = 68;
const RIGHT = 6;

/** As many rows as fit a picture of `width` times `height` pixels; at least one. */
export function mapLayout(width: number, height: number): MapLayout {
  const isNarrow = width < NARROW;
  const gutter = isNarrow ? NARROW_GUTTER : GUTTER;
  const pitch = ROW_HEIGHT + GAP;
  const rows = Math.max(1, Math.floor((height - TOP) / pitch));
  return {
    gutter,
    addressPrefix: isNarrow ? "" : "0x",
    top: TOP,
    rowHeight: ROW_HEIGHT,
    pitch,
    rows,
    width: Math.max(40, width - gutter - RIGHT),
    height: TOP + rows * pitch,
  };
}

/** A point of the picture as a row (a broken number between rows' tops) and pixels along it. */
export function pointOnRows(layout: MapLayout, x: number, y: number): { x: number; row: number } {
  const row = Math.floor((y - layout.top) / layout.pitch);
  return { x: x - layout.gutter, row: Math.min(layout.rows - 1, Math.max(0, row)) };
}
