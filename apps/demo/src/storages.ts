/** The storages that `--storage` chooses from. */
import { arrayBuffer, type SegmentProvider, wasmMemory } from "@zmm/storage";
import { UsageError } from "./exit.js";
import { single } from "./options.js";

const STORAGES: Readonly<Record<string, () => SegmentProvider>> = { arrayBuffer, wasmMemory };

/** What makes a storage of the kind that an option names, `arrayBuffer` when there is none. @throws UsageError */
export function storageOption(value: unknown): () => SegmentProvider {
  const name = single("--storage", value) ?? "arrayBuffer";
  const create = Object.hasOwn(STORAGES, name) ? STORAGES[name] : undefined;
  if (!create) throw new UsageError(`unknown storage '${name}': known are ${Object.keys(STORAGES).join(", ")}`);
  return create;
}
