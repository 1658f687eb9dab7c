/** Pieces of the page. Text is always text: nothing that a trace says is read as HTML. */

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

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const made = element("table");
  made.append(headRow(heads));
  const body = element("tbody");
  for (const cells of rows) body.append(row(cells.map((text) => element("td", text))));
  made.append(body);
  return made;
}

/** A table with a bar at the end of each row, the longest for the largest value. */
export function bars(
  heads: readonly string[],
  rows: readonly { readonly cells: readonly string[]; readonly value: number }[],
): HTMLElement {
  const most = Math.max(...rows.map(({ value }) => value), Number.MIN_VALUE);
  const made = element("table", "", "bars");
  made.append(headRow([...heads, ""]));
  const body = element("tbody");
  for (const { cells, value } of rows) {
    const bar = element("div");
    bar.style.width = `${(100 * value) / most}%`;
    const last = element("td", "", "bar");
    last.append(bar);
    body.append(row([...cells.map((text) => element("td", text)), last]));
  }
  made.append(body);
  return made;
}

function headRow(heads: readonly string[]): HTMLElement {
  const head = element("thead");
  head.append(row(heads.map((text) => element("th", text))));
  return head;
}

function row(cells: readonly HTMLElement[]): HTMLElement {
  const made = element("tr");
  made.append(...cells);
  return made;
}
