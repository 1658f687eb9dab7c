import { describe, expect, it } from "vitest";
import {
  arrayBuffer,
  defineProvider,
  knownProviders,
  ProviderRegistry,
  providerNamed,
  providerNames,
  StorageOptionError,
  UnknownProviderError,
} from "../src/index.js";

describe("the registry of providers", () => {
  it("selects providers by PHP's names", () => {
    const names = ["malloc", "mmap_anon", "mmap_zero", "win32"].map((name) => providerNamed(name).name);
    expect(names).toEqual(["arrayBuffer", "resizable", "resizable", "scratch"]);
  });

  it("hands options on", () => {
    expect(providerNamed("malloc", { initial: 12_345 }).memory.byteLength).toBe(12_345);
    expect(() => providerNamed("region", {})).toThrow(StorageOptionError);
  });

  it("gives zeros for mmap_zero each time", () => {
    const provider = providerNamed("mmap_zero");
    const address = provider.allocate(4096);
    provider.memory.u8[address] = 1;
    provider.free(address, 4096);
    expect(provider.memory.u8[provider.allocate(4096)]).toBe(0);
  });

  it("says which names there are when asked for another, as PHP does", () => {
    try {
      providerNamed("nonesuch");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UnknownProviderError);
      const { message, provider, known } = error as UnknownProviderError;
      expect(provider).toBe("nonesuch");
      expect(known).toEqual(providerNames());
      expect(message.split("\n").slice(0, 3)).toEqual([
        "Wrong or unsupported zend_mm storage type 'nonesuch'",
        "  supported types:",
        "    'arrayBuffer'",
      ]);
    }
  });

  it("takes a user's own provider, in the common registry or in one of its own", () => {
    defineProvider("mine", (options: { initial: number }) => arrayBuffer(options));
    expect(providerNamed("mine", { initial: 54_321 }).memory.byteLength).toBe(54_321);
    expect(knownProviders().providerNames()).not.toContain("mine");
    const own = new ProviderRegistry();
    expect(() => own.providerNamed("malloc")).toThrow(UnknownProviderError);
    expect(() => own.defineProvider("", arrayBuffer)).toThrow(StorageOptionError);
  });
});
