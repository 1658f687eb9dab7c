#!/usr/bin/env node
/** `zmm` as a command. It is there before the program itself: an installation links commands, and only then is built. */
import { existsSync } from "node:fs";

const program = new URL("../dist/cli.js", import.meta.url);

if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write("zmm: not built yet: 'npm run build' in the repository builds it\n");
  process.exitCode = 2;
}
