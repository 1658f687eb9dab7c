import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { save, tellOfFile } from "../files.js";
import { bytes } from "../format.js";
import { modelOption, single } from "../options.js";
import { withProgress } from "../progress.js";
import { collectReport } from "../report/collect.js";
import { reportPage } from "../report/page.js";
import { loadMoment, traceUpTo } from "../subject.js";
import type { Terminal } from "../terminal.js";

export interface ReportOptions {
  readonly model?: unknown;
  readonly output?: unknown;
  readonly json?: boolean;
}

/** The page's program, built beside the command line. */
const CLIENT = new URL("./report-client.js", import.meta.url);

/** `zmm report TRACE`: a page of charts in one file. */
export async function reportCommand(spec: string, options: ReportOptions, terminal: Terminal): Promise<void> {
  const model = modelOption(options.model);
  const output = single("--output", options.output) ?? "report.html";
  const moment = await loadMoment(spec);
  const title = `${basename(moment.path)} on ${model}`;
  const data = withProgress(terminal, `following ${moment.path}`, (onProgress) =>
    collectReport(traceUpTo(moment), model, title, onProgress),
  );
  if (options.json) {
    terminal.print(JSON.stringify(data));
    return;
  }
  const page = reportPage(data, await readFile(CLIENT, "utf8"));
  await save(output, page);
  tellOfFile(output, `${output}: ${bytes(Buffer.byteLength(page))}`, terminal);
}
