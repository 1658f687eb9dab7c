/** The commands with their options and examples, as `--help` shows them. */
import { MODEL_NAMES } from "@zmm/layout";
import { providerNames } from "@zmm/storage";
import { type CAC, cac } from "cac";
import { checkCommand } from "./commands/check.js";
import { compareCommand } from "./commands/compare.js";
import { convertCommand } from "./commands/convert.js";
import { diffCommand } from "./commands/diff.js";
import { explainCommand } from "./commands/explain.js";
import { inspectCommand } from "./commands/inspect.js";
import { labCommand } from "./commands/lab.js";
import { replayCommand } from "./commands/replay.js";
import { reportCommand } from "./commands/report.js";
import { statsCommand } from "./commands/stats.js";
import { topCommand } from "./commands/top.js";
import { tourCommand } from "./commands/tour.js";
import { verifyCommand } from "./commands/verify.js";
import { standardOutput, type Terminal } from "./terminal.js";

const MODEL = ["--model <model>", `Data model: ${MODEL_NAMES.join(", ")}`, { default: "lp64" }] as const;
const STORAGE = [
  "--storage <storage>",
  `Where segments come from: ${providerNames().join(", ")}`,
  { default: "wasmMemory" },
] as const;
const JSON_LINE = ["--json", "JSON instead of text"] as const;

const SUBJECTS = {
  Subjects:
    "  a trace, TRACE or TRACE@N: the heap after all of its operations, or after N\n" +
    "  a snapshot file, as inspect --save writes it\n" +
    "  - for either from standard input, as in -@N",
};
const TRACES = { Traces: "  TRACE, or TRACE@N: as if it ended after N operations; - for standard input" };

/** What is said of the arguments of commands that take more than a file. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  inspect: SUBJECTS,
  check: SUBJECTS,
  diff: SUBJECTS,
  replay: TRACES,
  compare: TRACES,
  stats: TRACES,
  report: TRACES,
  top: TRACES,
  convert: TRACES,
};

const HELP = {
  "Exit codes":
    "  0  all went well\n  1  a heap differs from a golden, or is damaged\n  2  bad input or options; the message names file and line\n  70 a bug in zmm\n  74 standard output cannot be written",
};

/** What `zmm --help` says on top. */
const MAIN_HELP = {
  ...SUBJECTS,
  "Options of a command, and examples": "  $ zmm COMMAND --help",
  Examples:
    "  $ zmm stats wordpress.trace.gz\n" +
    "  $ zmm inspect wordpress.trace.gz@5000\n" +
    "  $ zmm explain wordpress.trace.gz@1234\n" +
    "  $ zmm report wordpress.trace.gz -o report.html",
};

interface HelpSection {
  title?: string;
  body: string;
}

/** A section of the help without what is said of options that switch something off: that they are on. */
function tidied({ title, body }: HelpSection): HelpSection {
  return { ...(title !== undefined && { title }), body: body.replaceAll(/(--no-.*?) \(default: true\)/g, "$1") };
}

function helpOf(command: string | undefined): Readonly<Record<string, string>> {
  return command ? { ...ARGUMENTS[command], ...HELP } : { ...MAIN_HELP, ...HELP };
}

/** `zmm` with all its commands, not yet run. */
export function commandLine(): CAC {
  const cli = cac("zmm");
  const terminal = standardOutput(!process.argv.includes("--no-color"));
  cli.option("--no-color", "Plain text, as with NO_COLOR set");
  cli.command("", "Replay and verify a bundled trace of a real program").action(() => tourCommand(terminal));
  addRunning(cli, terminal);
  addLooking(cli, terminal);
  addFollowing(cli, terminal);
  cli.help((sections) => [
    ...sections.filter(({ title = "" }) => !title.startsWith("For more info")).map(tidied),
    ...Object.entries(helpOf(cli.matchedCommandName)).map(([title, body]) => ({ title, body })),
  ]);
  return cli;
}

/** Commands that run traces to see how they go. */
function addRunning(cli: CAC, terminal: Terminal): void {
  cli
    .command("replay <trace>", "Run a trace on a new heap and show what became of it")
    .option(...MODEL)
    .option(...STORAGE)
    .option("--limit <bytes>", "Memory limit instead of the trace's own; takes K, M and G")
    .option(...JSON_LINE)
    .example("  $ zmm replay wordpress.trace.gz")
    .example("  $ zmm replay smarty.trace --model ilp32 --limit 8M --json")
    .action(async (path: string, options) => replayCommand(path, options, terminal));
  cli
    .command("verify [...goldens]", "Compare a heap with golden files, line by line")
    .option(...STORAGE)
    .option("--json", "A line of JSON a file instead of text")
    .example("  $ zmm verify wordpress.golden.gz")
    .example("  $ zmm verify packages/corpus/golden-*/*.golden.gz --storage wasmMemory")
    .action(async (paths: string[], options) => verifyCommand(paths, options, terminal));
  cli
    .command("compare <trace>", "Run a trace on several heaps, side by side")
    .option("--heaps <list>", "Which, set apart by commas: data models, or system", { default: "lp64,ilp32,system" })
    .option(...STORAGE)
    .option(...JSON_LINE)
    .example("  $ zmm compare smarty.trace.gz")
    .example("  $ zmm compare smarty.trace.gz --heaps ilp32,system --json")
    .action(async (path: string, options) => compareCommand(path, options, terminal));
}

/** Commands that look at a heap. */
function addLooking(cli: CAC, terminal: Terminal): void {
  cli
    .command("inspect <subject>", "Show a heap: statistics, map, buckets, trees")
    .option("--view <list>", "What to show: statistics, map, buckets, trees, struct, set apart by commas")
    .option("--at <address>", "Only the block at an address: its members, and its bytes with their names")
    .option("--lldb <command>", "What a debugger prints: p heap->free_buckets, p bucket(2), x/12xw ADDRESS")
    .option("--save <file>", "Write the heap to a snapshot file")
    .option(...MODEL)
    .option(...JSON_LINE)
    .example("  $ zmm inspect wordpress.trace.gz@5000 --view map,trees")
    .example("  $ zmm inspect wordpress.trace.gz@5000 --at 0x12010")
    .example('  $ zmm inspect wordpress.trace.gz@5000 --lldb "p heap->free_buckets"')
    .example("  $ zmm inspect wordpress.trace.gz --save end.zmmsnap")
    .action(async (subject: string, options) => inspectCommand(subject, options, terminal));
  cli
    .command("check <subject>", "Check every invariant of a heap")
    .option("--every <n>", "Check a trace after every n operations, not only at the end")
    .option(...MODEL)
    .option(...JSON_LINE)
    .example("  $ zmm check end.zmmsnap")
    .example("  $ zmm check wordpress.trace.gz --every 1000 --model lp64-debug")
    .action(async (subject: string, options) => checkCommand(subject, options, terminal));
  cli
    .command("diff <before> <after>", "Show what became of a heap between two moments")
    .option(...MODEL)
    .option(...JSON_LINE)
    .example("  $ zmm diff wordpress.trace.gz@1000 wordpress.trace.gz@1010")
    .example("  $ zmm diff start.zmmsnap end.zmmsnap --json")
    .action(async (before: string, after: string, options) => diffCommand(before, after, options, terminal));
  cli
    .command("explain <operation>", "Explain operation N of a trace, given as TRACE@N, step by step")
    .option(...MODEL)
    .option(...JSON_LINE)
    .example("  $ zmm explain wordpress.trace.gz@1234")
    .example("  $ zmm explain syn_trie.trace.gz@200 --model ilp32 --json")
    .action(async (operation: string, options) => explainCommand(operation, options, terminal));
}

/** Commands that follow a trace from its beginning to its end. */
function addFollowing(cli: CAC, terminal: Terminal): void {
  cli
    .command("lab [trace]", "Watch a heap work in a page, and move it: serves the lab until Ctrl+C")
    .option("--port <port>", "The port on this machine; any that is free unless given")
    .option("--no-open", "Only print the address, open no browser")
    .option("--json", "The address as a line of JSON, as soon as the page is served")
    .example("  $ zmm lab wordpress.trace.gz")
    .example("  $ zmm lab --port 5100 --no-open --json")
    .action(async (trace: string | undefined, options) => labCommand(trace, options, terminal));
  cli
    .command("stats <trace>", "Say what a program asks for, and what it makes of a heap")
    .option(...MODEL)
    .option(...JSON_LINE)
    .example("  $ zmm stats wordpress.trace.gz")
    .example("  $ zmm stats wordpress.trace.gz@5000 --model ilp32 --json")
    .action(async (trace: string, options) => statsCommand(trace, options, terminal));
  cli
    .command("report <trace>", "Write a page of charts about a trace: one file that needs no network")
    .option("-o, --output <file>", "The file to write, - for standard output", { default: "report.html" })
    .option(...MODEL)
    .option("--json", "The figures behind the charts, to standard output; no file")
    .example("  $ zmm report wordpress.trace.gz -o report.html")
    .example("  $ zmm report wordpress.trace.gz --json")
    .action(async (trace: string, options) => reportCommand(trace, options, terminal));
  cli
    .command("top <trace>", "Watch a heap while a trace runs; keys to pause, step and go back")
    .option("--speed <n>", "Operations a second at the start", { default: "20000" })
    .option(...MODEL)
    .option("--json", "A line of JSON for each of 100 moments, at full speed; as without a terminal")
    .example("  $ zmm top wordpress.trace.gz")
    .example("  $ zmm top wordpress.trace.gz --speed 500 --model ilp32")
    .action(async (trace: string, options) => topCommand(trace, options, terminal));
  cli
    .command(
      "convert <file>",
      "Convert traces: ours, malloc logs, mtrace, heaptrack; to ours, speedscope, Chrome, pprof",
    )
    .option("-o, --output <file>", "The file to write, - for standard output; its ending says the format, .gz packs it")
    .option("--to <format>", "text, binary, speedscope, chrome or pprof")
    .option("--json", "What was written, as JSON")
    .example("  $ zmm convert ltrace.log -o program.trace.gz")
    .example("  $ zmm convert program.trace.gz -o program.ztrace")
    .example("  $ xz -dc program.log.xz | zmm convert - -o program.trace.gz")
    .action(async (path: string, options) => convertCommand(path, options, terminal));
}
