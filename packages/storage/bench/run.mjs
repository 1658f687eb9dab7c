/**
 * Measures every provider in every case, a process each, and prints a table in Markdown.
 *
 *     node bench/run.mjs               all of them
 *     node bench/run.mjs PROVIDER CASE one of them, as a bare number
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { CASES, PROVIDERS } from "./cases.mjs";

const [provider, name] = process.argv.slice(2);
if (provider !== undefined && name !== undefined) {
  console.log(CASES[name].run(PROVIDERS[provider]));
} else {
  console.log(`Node ${process.version}, ${cpus()[0]?.model}`);
  console.log(row(["provider", ...Object.keys(CASES)]));
  console.log(row(["---", ...Object.keys(CASES).map(() => "---:")]));
  for (const each of Object.keys(PROVIDERS))
    console.log(row([each, ...Object.keys(CASES).map((one) => measured(each, one))]));
}

function row(cells) {
  return `| ${cells.join(" | ")} |`;
}

/** The best of three processes: other work on the machine only ever makes a figure worse. */
function measured(each, one) {
  const self = fileURLToPath(import.meta.url);
  const values = [1, 2, 3].map(() => Number(execFileSync(process.execPath, [self, each, one], { encoding: "utf8" })));
  const { unit } = CASES[one];
  const value = unit.endsWith("/s") ? Math.max(...values) : Math.min(...values);
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
}
