/** The page, or a part of it, as a picture: SVG that holds the part's HTML, and PNG drawn from it. */

/** SVG text of an element as it stands, with the page's styles as they hold here, and its canvases as images. */
export function svgOf(element: HTMLElement, title: string): string {
  const { width, height } = element.getBoundingClientRect();
  const copy = copied(element);
  const html = document.documentElement;
  const theme =
    html.getAttribute("data-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  // a body in the page's frame, for these are what the page's rules give fonts and fields to
  const holder = document.createElement("body");
  holder.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  holder.setAttribute("data-theme", theme);
  holder.className = "lab";
  const frame = "max-width:none;margin:0;padding:0;background:var(--zmm-surface-sunken)";
  holder.setAttribute("style", `width:${width}px;${frame}`);
  const style = document.createElement("style");
  style.textContent = rules();
  holder.append(style, copy);
  const inside = new XMLSerializer().serializeToString(holder);
  const box = `width="${Math.ceil(width)}" height="${Math.ceil(height)}"`;
  const name = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} class="lab-picture"><title>${name}</title><foreignObject width="100%" height="100%">${inside}</foreignObject></svg>\n`;
}

/** SVG text drawn into a PNG file. @throws Error when the browser cannot draw it. */
export async function pngOf(svg: string, ratio: number = devicePixelRatio): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * ratio);
  canvas.height = Math.round(image.naturalHeight * ratio);
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large to be drawn"))),
      "image/png",
    );
  });
}

/** Lets the browser save a file. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the download has its own hold on the content by the time this runs
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A deep copy whose canvases are images, and whose fields show what is in them. */
function copied(element: HTMLElement): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const [field, original] of pairs(copy, element, "input")) {
    field.toggleAttribute("checked", original.checked);
    field.setAttribute("value", original.value);
  }
  for (const [option, original] of pairs(copy, element, "option")) {
    option.toggleAttribute("selected", original.selected);
  }
  for (const [canvas, original] of pairs(copy, element, "canvas")) {
    if (original.width > 0) canvas.replaceWith(imageOf(original));
  }
  return copy;
}

/** The elements of a kind in a copy, each with the one that it is a copy of. */
function pairs<Name extends keyof HTMLElementTagNameMap>(
  copy: HTMLElement,
  element: HTMLElement,
  name: Name,
): [HTMLElementTagNameMap[Name], HTMLElementTagNameMap[Name]][] {
  const originals = element.querySelectorAll(name);
  return [...copy.querySelectorAll(name)].map((each, index) => [each, originals[index]!]);
}

function imageOf(canvas: HTMLCanvasElement): HTMLImageElement {
  const image = document.createElement("img");
  image.src = canvas.toDataURL();
  // its size in full: the selectors that size a canvas say nothing of images
  const size = `width:${canvas.clientWidth}px;height:${canvas.clientHeight}px`;
  image.setAttribute("style", `${canvas.getAttribute("style") ?? ""};display:block;${size}`);
  image.className = canvas.className;
  for (const { name, value } of canvas.attributes) if (name.startsWith("data-v-")) image.setAttribute(name, value);
  return image;
}

/** The page's rules. Those that depend on the screen hold or not as they do here, wherever the picture is opened. */
function rules(): string {
  return [...document.styleSheets].flatMap(({ cssRules }) => settled(cssRules)).join("\n");
}

function settled(list: CSSRuleList): string[] {
  return [...list].flatMap((rule) => {
    if (!(rule instanceof CSSMediaRule)) return [rule.cssText];
    return matchMedia(rule.media.mediaText).matches ? settled(rule.cssRules) : [];
  });
}
