/** The pages of `zmm --help`, as the built command line prints them. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What `zmm ARGS --help` prints, without colour. */
export async function helpOf(...args: string[]): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve("@zmm/demo/package.json"));
  const { stdout } = await run(process.execPath, [join(folder, "dist", "cli.js"), ...args, "--help"], {
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stdout.trim().replaceAll(/[ \t]+$/gm, "");
}

/** The commands that `zmm --help` lists. */
export function commandsIn(help: string): string[] {
  const [, list = ""] = /^Commands:\n([\s\S]*?)\n\n/m.exec(help) ?? [];
  return [...list.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!);
}

/** All help pages in Markdown, the part that is the same on every page only once. */
export async function commandLineReference(): Promise<string> {
  const general = await helpOf();
  const commands = commandsIn(general);
  const pages = await Promise.all(commands.map((name) => helpOf(name)));
  const sections = commands.map((name, i) => `## zmm ${name}\n\n${fence(withoutCommon(pages[i]!))}`);
  return [`## zmm\n\n${fence(general.replace(/\n\nFor more info[\s\S]*?(?=\n\nOptions)/, ""))}`, ...sections].join(
    "\n\n",
  );
}

function withoutCommon(help: string): string {
  return help
    .replace(/^zmm\n\n/, "")
    .replace(/\n\nExit codes:[\s\S]*$/, "")
    .replaceAll(/^ {2}(--no-color|-h, --help) .*\n?/gm, "")
    .trim();
}

const fence = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;
