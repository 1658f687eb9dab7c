/** The storages that `--storage` chooses from: all that the registry of `@zmm/storage` knows. */
import { providerNamed, providerNames, type SegmentProvider } from "@zmm/storage";
import { UsageError } from "./exit.js";
import { single } from "./options.js";

/** Bytes of the buffer that a `region` is cut from; the system backs only what is touched. */
const REGION_BYTES = 2 ** 30;

/** What makes a storage of the kind that an option names, `wasmMemory` when there is none. @throws UsageError */
export function storageOption(value: unknown): () => SegmentProvider {
  const name = single("--storage", value) ?? "wasmMemory";
  if (!providerNames().includes(name)) {
    throw new UsageError(`unknown storage '${name}': known are ${providerNames().join(", ")}`);
  }
  return () => providerNamed(name, name === "region" ? { buffer: new ArrayBuffer(REGION_BYTES) } : {});
}
