/** Option values of command lines as they are typed. */

/** What is needed of a `CAC`. */
interface CommandLine {
  args: readonly string[];
  options: Record<string, unknown>;
  parse(argv: string[], options: { readonly run: boolean }): unknown;
}

/** What looks like a number is one for cac, so that 1.10 becomes 1.1. Behind this mark nothing looks like a number. */
const MARK = "\u0000";

/** Lets `cli` take in a command line without running it; options that have a value have it as it was typed. */
export function parseTexts(cli: CommandLine, argv: readonly string[]): void {
  cli.parse([...argv.slice(0, 2), ...argv.slice(2).map(marked)], { run: false });
  cli.args = cli.args.map((text) => unmarked(text) as string);
  for (const [name, value] of Object.entries(cli.options)) cli.options[name] = unmarked(value);
}

/** Marks what looks like a number, and what begins like an option and has no name: numbers below 0, and `-` itself. */
function marked(word: string): string {
  if (/^--?[a-z]|^--$/i.test(word)) return word.replace("=", `=${MARK}`);
  return word.startsWith("-") || !Number.isNaN(Number(word)) ? MARK + word : word;
}

function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarked);
  return typeof value === "string" ? value.replace(MARK, "") : value;
}
