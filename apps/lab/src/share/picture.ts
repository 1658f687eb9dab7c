/** The page, or a part of it, as a picture: SVG that holds the part's HTML, and PNG drawn from it. */

/** SVG text of an element as it stands, with the page's styles and its canvases as images. */
export function svgOf(element: HTMLElement, title: string): string {
  const { width, height } = element.getBoundingClientRect();
  const copy = copied(element);
  const html = document.documentElement;
  const theme =
    html.getAttribute("data-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const holder = document.createElement("div");
  holder.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  holder.setAttribute("data-theme", theme);
  holder.setAttribute("style", `width:${width}px;background:var(--zmm-surface-sunken);color:var(--zmm-text)`);
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
  const canvases = element.querySelectorAll("canvas");
  for (const [index, canvas] of [...copy.querySelectorAll("canvas")].entries()) {
    const original = canvases[index];
    if (!original || original.width === 0) continue;
    const image = document.createElement("img");
    image.src = original.toDataURL();
    // its size in full: the selectors that size a canvas say nothing of images
    const size = `width:${original.clientWidth}px;height:${original.clientHeight}px`;
    image.setAttribute("style", `${canvas.getAttribute("style") ?? ""};display:block;${size}`);
    image.className = canvas.className;
    for (const { name, value } of original.attributes) if (name.startsWith("data-v-")) image.setAttribute(name, value);
    canvas.replaceWith(image);
  }
  return copy;
}

function rules(): string {
  return [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join("\n");
}
