import { StorageOptionError, UnknownProviderError } from "./errors.js";
import type { SegmentProvider } from "./provider.js";

/** Makes a provider out of options; what they may be is its own affair. */
export type ProviderFactory<O = never> = (options: O) => SegmentProvider;

/** Providers by name, for programs that let their users choose one. */
export class ProviderRegistry {
  private readonly factories = new Map<string, ProviderFactory>();

  /**
   * Makes `factory` known as `name`, in place of what had that name.
   * @throws StorageOptionError when the name is empty.
   */
  defineProvider<O>(name: string, factory: ProviderFactory<O>): void {
    if (name === "") throw new StorageOptionError("name", "''", "a name");
    this.factories.set(name, factory as ProviderFactory);
  }

  /**
   * A new provider of the kind `name`.
   * @throws UnknownProviderError, whose message lists the names there are.
   * @zend zend_mm_startup
   */
  providerNamed(name: string, options: object = {}): SegmentProvider {
    const factory = this.factories.get(name);
    if (factory === undefined) throw new UnknownProviderError(name, this.providerNames());
    return factory(options as never);
  }

  /** The names there are, in the order in which they were defined. */
  providerNames(): string[] {
    return [...this.factories.keys()];
  }
}
