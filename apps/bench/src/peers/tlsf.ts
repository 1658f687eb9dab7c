import { readFile } from "node:fs/promises";
import { TLSF_URL } from "../paths.js";
import type { PeerKind } from "./peer.js";
import { wasmPeer } from "./wasm.js";

/** AssemblyScript's TLSF; the bench's build compiles it from the npm package. */
export const tlsf: PeerKind = {
  name: "tlsf",
  about: "AssemblyScript's TLSF as wasm",
  async create() {
    return wasmPeer(await readFile(TLSF_URL));
  },
};
