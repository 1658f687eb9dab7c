import { zeroed } from "./decorators/zeroed.js";
import type { SegmentProvider } from "./provider.js";
import { arrayBuffer } from "./providers/array-buffer.js";
import { firstFit } from "./providers/first-fit.js";
import { region } from "./providers/region.js";
import { resizable } from "./providers/resizable.js";
import { scratch } from "./providers/scratch.js";
import { shared } from "./providers/shared.js";
import { wasmMemory } from "./providers/wasm-memory.js";
import { type ProviderFactory, ProviderRegistry } from "./registry.js";

/** A registry that knows the providers of this package, by their own names and by PHP's. */
export function knownProviders(): ProviderRegistry {
  const registry = new ProviderRegistry();
  registry.defineProvider("arrayBuffer", arrayBuffer);
  registry.defineProvider("firstFit", firstFit);
  registry.defineProvider("region", region);
  registry.defineProvider("wasmMemory", wasmMemory);
  registry.defineProvider("resizable", resizable);
  registry.defineProvider("shared", shared);
  registry.defineProvider("scratch", scratch);
  registry.defineProvider("malloc", arrayBuffer);
  registry.defineProvider("mmap_anon", resizable);
  // What is mapped from /dev/zero is zero each time.
  registry.defineProvider("mmap_zero", (options: object) => zeroed(resizable(options)));
  registry.defineProvider("win32", scratch);
  return registry;
}

// Marked as pure, so that programs which look up no names are bundled without the providers they do not use.
const standard: ProviderRegistry = /* @__PURE__ */ knownProviders();

/** Makes a provider known by name to `providerNamed`. @throws StorageOptionError */
export function defineProvider<O>(name: string, factory: ProviderFactory<O>): void {
  standard.defineProvider(name, factory);
}

/** A new provider by name: this package's, PHP's, or one that was defined. @throws UnknownProviderError */
export function providerNamed(name: string, options: object = {}): SegmentProvider {
  return standard.providerNamed(name, options);
}

/** The names that `providerNamed` knows. */
export function providerNames(): string[] {
  return standard.providerNames();
}
