import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { DLMALLOC_SOURCE_URL, DLMALLOC_URL } from "../paths.js";
import { type PeerKind, PeerUnavailable } from "./peer.js";
import { wasmPeer } from "./wasm.js";

const WASI_LIBC = "/usr/lib/wasm32-wasi";
const SOURCE = fileURLToPath(DLMALLOC_SOURCE_URL);
const OUTPUT = fileURLToPath(DLMALLOC_URL);
const EXPORTS = ["malloc", "free", "realloc"].map((name) => `-Wl,--export=${name}`);

/** The malloc of a C program: wasi-libc's dlmalloc, linked here if Debian's clang, lld and wasi-libc are there. */
export const dlmalloc: PeerKind = {
  name: "dlmalloc",
  about: "wasi-libc's dlmalloc as wasm",
  async create() {
    if (!existsSync(OUTPUT)) compile();
    return wasmPeer(await readFile(OUTPUT));
  },
};

function compile(): void {
  if (!existsSync(WASI_LIBC)) throw new PeerUnavailable("wasi-libc is not installed (Debian: clang lld wasi-libc)");
  mkdirSync(dirname(OUTPUT), { recursive: true });
  // without clang's own library, which Debian has in a package apart and of which dlmalloc needs nothing
  const target = [
    "--target=wasm32-wasi",
    "-O3",
    "-nostartfiles",
    "-nodefaultlibs",
    "-Wl,--no-entry",
    "-Wl,--strip-all",
  ];
  try {
    execFileSync("clang", [...target, ...EXPORTS, "-o", OUTPUT, SOURCE, "-lc"], { stdio: "pipe" });
  } catch (error) {
    throw new PeerUnavailable(`clang could not link it: ${error instanceof Error ? error.message : error}`);
  }
}
