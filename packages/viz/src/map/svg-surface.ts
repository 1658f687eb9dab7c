import { colourText } from "./map-palette.js";
import { type Bands, type MapSurface, TEXT_SIZE } from "./map-surface.js";

/** Draws into the text of an SVG document: neighbouring columns of one colour become one rectangle. */
export class SvgSurface implements MapSurface {
  private readonly parts: string[] = [];

  bands({ x, y, width, height, pitch, rows, columns, colours }: Bands): void {
    const column = width / columns;
    for (let row = 0; row < rows; row++) {
      const top = y + row * pitch;
      for (let from = 0; from < columns; ) {
        const colour = colours[row * columns + from]!;
        let to = from + 1;
        while (to < columns && colours[row * columns + to] === colour) to++;
        if (colour !== 0) this.rect(x + from * column, top, (to - from) * column, height, colourText(colour));
        from = to;
      }
    }
  }

  rect(x: number, y: number, width: number, height: number, fill: string, alpha = 1): void {
    const opacity = alpha === 1 ? "" : ` fill-opacity="${alpha}"`;
    this.parts.push(`<rect ${box(x, y, width, height)} fill="${fill}"${opacity}/>`);
  }

  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void {
    const inner = box(x + line / 2, y + line / 2, Math.max(0, width - line), Math.max(0, height - line));
    this.parts.push(`<rect ${inner} fill="none" stroke="${stroke}" stroke-width="${line}"/>`);
  }

  text(x: number, y: number, text: string, fill: string, align: "left" | "center" | "right"): void {
    const anchor = { left: "start", center: "middle", right: "end" }[align];
    const at = `x="${short(x)}" y="${short(y)}" fill="${fill}" text-anchor="${anchor}"`;
    this.parts.push(`<text ${at} dominant-baseline="central">${escaped(text)}</text>`);
  }

  byte(x: number, y: number, value: number, fill: string): void {
    this.text(x, y, value.toString(16).padStart(2, "0"), fill, "center");
  }

  /** The whole document, on a background. `title` is what a screen reader says of it. */
  document(width: number, height: number, background: string, title: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}" role="img" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${TEXT_SIZE}">`,
      `<title>${escaped(title)}</title>`,
      `<rect width="100%" height="100%" fill="${background}"/>`,
      ...this.parts,
      "</svg>",
      "",
    ].join("\n");
  }
}

function box(x: number, y: number, width: number, height: number): string {
  return `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
