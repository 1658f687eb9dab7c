/** Pointers, wheels and pinches on the picture of a map. */
import { pointOnRows } from "./map-layout.js";
import type { MapPicture } from "./map-picture.js";
import { type MapWindow, panWindow, placeAtPoint, wholeMap, zoomWindow } from "./map-window.js";

/** What the gestures mean. */
export interface GestureTarget {
  /** A window was dragged, wheeled or pinched to. */
  move(window: MapWindow): void;
  /** The pointer is on a piece, by number; -1 for none. */
  hover(piece: number, event: PointerEvent): void;
  /** A piece was clicked or tapped; -1 for none. */
  pick(piece: number, event: PointerEvent): void;
  /** A piece was clicked twice. */
  enter(piece: number): void;
  /** Whether a wheel without a key zooms. */
  wheels(): boolean;
}

/** Pixels that a pointer may move and still click. */
const SLACK = 4;
const WHEEL_ZOOM = 0.0022;

export class MapGestures {
  private readonly picture: MapPicture;
  private readonly target: GestureTarget;
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private moved = 0;

  constructor(picture: MapPicture, target: GestureTarget) {
    this.picture = picture;
    this.target = target;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (this.pointers.size === 1) this.moved = 0;
  }

  move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) {
      this.target.hover(this.pieceAt(event.offsetX, event.offsetY), event);
      return;
    }
    const now = { x: event.offsetX, y: event.offsetY };
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.moved += Math.hypot(now.x - before.x, now.y - before.y);
    this.pointers.set(event.pointerId, now);
    if (this.moved <= SLACK) return;
    if (others[0]) this.pinch(others[0], before, now);
    else this.drag(before, now);
  }

  up(event: PointerEvent): void {
    const wasOne = this.pointers.delete(event.pointerId) && this.pointers.size === 0;
    if (wasOne && event.type === "pointerup" && this.moved <= SLACK) {
      this.target.pick(this.pieceAt(event.offsetX, event.offsetY), event);
    }
  }

  doubleClick(event: MouseEvent): void {
    this.target.enter(this.pieceAt(event.offsetX, event.offsetY));
  }

  wheel(event: WheelEvent): void {
    const isZoom = event.ctrlKey || event.metaKey;
    if (!isZoom && !this.target.wheels()) return;
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 : 16;
    const [across, down] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    if (!isZoom && Math.abs(across) > Math.abs(down)) {
      this.target.move(panWindow(this.window, -across * unit, 0, this.picture.shape));
      return;
    }
    this.zoomAt(Math.exp(-down * unit * WHEEL_ZOOM), event.offsetX, event.offsetY);
  }

  private get window(): MapWindow {
    return this.picture.window ?? wholeMap(this.picture.shape);
  }

  private zoomAt(factor: number, x: number, y: number): void {
    const point = pointOnRows(this.picture.layout, x, y);
    this.target.move(zoomWindow(this.window, factor, Math.max(0, point.x), point.row, this.picture.shape));
  }

  private drag(before: { x: number; y: number }, now: { x: number; y: number }): void {
    const { pitch } = this.picture.layout;
    const row = (y: number) => Math.floor(y / pitch);
    this.target.move(panWindow(this.window, now.x - before.x, row(now.y) - row(before.y), this.picture.shape));
  }

  private pinch(
    fixed: { x: number; y: number },
    before: { x: number; y: number },
    now: { x: number; y: number },
  ): void {
    const distance = (point: { x: number; y: number }) => Math.hypot(point.x - fixed.x, point.y - fixed.y);
    const factor = distance(now) / Math.max(1, distance(before));
    this.zoomAt(factor, (fixed.x + now.x) / 2, (fixed.y + now.y) / 2);
  }

  private pieceAt(x: number, y: number): number {
    const { layout, geometry, index } = this.picture;
    const point = pointOnRows(layout, x, y);
    const place = placeAtPoint(geometry, point.x, point.row);
    return place < 0 || place >= index.total ? -1 : index.pieceAt(place);
  }
}
