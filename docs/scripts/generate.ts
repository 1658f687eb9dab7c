/** Writes the parts of reference pages that are made from the sources into docs/.generated, for the pages to include. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cNamesTable, membersTables } from "./c-names.js";
import { commandLineReference } from "./command-line.js";
import { errorsReference } from "./errors.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TRACE = join(ROOT, "../packages/trace");

/** The parts by file name. */
export async function parts(): Promise<Record<string, string>> {
  return {
    "c-names.md": cNamesTable(),
    "members.md": membersTables(),
    "errors.md": errorsReference(),
    "command-line.md": await commandLineReference(),
    "trace-formats.md": traceFormats(),
    "zh/trace-sizes.md": traceSizes(),
    "zh/c-names.md": cNamesTable("zh"),
    "zh/members.md": membersTables("zh"),
    "zh/errors.md": errorsReference("zh"),
  };
}

/** Writes all parts below `root`. */
export async function generate(root: string = ROOT): Promise<void> {
  for (const [name, text] of Object.entries(await parts())) {
    const file = join(root, ".generated", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
}

/** The sections of the trace package's README that describe formats, and the binary one as its source draws it. */
function traceFormats(): string {
  const readme = readFileSync(join(TRACE, "README.md"), "utf8");
  const sections = readme.slice(readme.indexOf("## The trace format")).trim();
  const [, comment = ""] =
    /^\/\*\*\n([\s\S]*?)\n \*\//.exec(readFileSync(join(TRACE, "src/binary/format.ts"), "utf8")) ?? [];
  const drawing = comment.replaceAll(/^ \* ?/gm, "").replace("```", "```text");
  return sections
    .replace(/Described in full in \[[^\]]*\]\([^)]*\)\. /, "")
    .replaceAll(/^```$(?=\n#)/gm, "```text")
    .replace("\n## The golden format", `\n${drawing}\n\n## The golden format`);
}

/** What the README measured about the binary format, under Chinese titles. */
function traceSizes(): string {
  const readme = readFileSync(join(TRACE, "README.md"), "utf8");
  const section = readme.slice(readme.indexOf("## The binary format"), readme.indexOf("## The golden format"));
  const [, ...rows] = section.match(/^\|.*\|$/gm) ?? [];
  const head = "| 跟踪 | 操作数 | 文本，字节 | 二进制，字节 | 缩小 | 文本，毫秒 | 二进制，毫秒 | 加快 |";
  return [head, ...rows.map((row) => row.replaceAll(/([\d.]+) x/g, "$1 倍"))].join("\n");
}
