/** Pieces of the page. Text is always text: nothing that a trace says is read as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with a text in it. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = "",
  className = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

/** An element of a drawing, with its attributes. */
export function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** A part of the page with a headline, and a sentence below it where there is one to say. */
export function card(title: string, about: string, ...content: readonly Node[]): HTMLElement {
  const made = element("section", "", "card");
  made.append(element("h2", title));
  if (about !== "") made.append(element("p", about, "soft"));
  made.append(...content);
  return made;
}

/**
 * A table whose last column takes the room that is left, in a box in which it scrolls where the page is too narrow; a cell is
 * a text, or made already.
 */
export function table(heads: readonly string[], rows: readonly (readonly (string | Node)[])[]): HTMLElement {
  const made = element("table");
  const head = element("thead");
  head.append(row("th", heads));
  const body = element("tbody");
  for (const cells of rows) body.append(row("td", cells));
  made.append(head, body);
  return scrolling(made);
}

/** A box that scrolls sideways, and that keys reach as long as there is something to scroll. */
function scrolling(part: HTMLElement): HTMLElement {
  const box = element("div", "", "sideways");
  box.append(part);
  new ResizeObserver(() => {
    box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  }).observe(box);
  return box;
}

/** A bar for the last cell of a row; `share` of the room there, 0 to 1. */
export function bar(share: number): HTMLElement {
  const made = element("div", "", "bar");
  made.style.width = `${100 * share}%`;
  return made;
}

function row(name: "td" | "th", cells: readonly (string | Node)[]): HTMLElement {
  const made = element("tr");
  for (const [index, content] of cells.entries()) {
    const cell = element(name, "", index === cells.length - 1 ? "wide" : "");
    cell.append(content);
    made.append(cell);
  }
  return made;
}
