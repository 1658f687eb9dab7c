/** What `zmm verify` prints about a golden. */
import type { Golden, Verification } from "@zmm/trace";
import { count } from "./format.js";
import type { Terminal } from "./terminal.js";

/** One line when the heap agrees, the first difference when it does not. */
export function printVerification(golden: Golden, verification: Verification, terminal: Terminal): void {
  const { color } = terminal;
  const { difference } = verification;
  const head = `${golden.name}: ${golden.header.model}`;
  if (difference === null) {
    terminal.print(`${color.green("ok")}    ${head}, ${count(golden.length)} operations${failed(verification)}`);
    return;
  }
  const { operation, line, what, expected, got } = difference;
  terminal.print(`${color.red("differs")}  ${head}`);
  terminal.print(`  after operation ${operation}, ${what} at ${golden.name}:${line}`);
  terminal.print(`  expected  ${expected}`);
  terminal.print(`  got       ${got}`);
}

function failed({ failures }: Verification): string {
  return failures === 0 ? "" : `, ${count(failures)} of them fail as they should`;
}
