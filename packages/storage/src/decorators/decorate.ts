import type { SegmentProvider } from "../provider.js";

/**
 * An object that offers all that `provider` offers, some of it replaced and some added by `members`. What a provider
 * has beyond the contract, such as a `checkpoint` or a `root`, so stays in reach through any number of decorators.
 * Its methods run on the provider itself, which may be of a class with private fields.
 */
export function decorate<P extends SegmentProvider, M extends object>(provider: P, members: M): P & M {
  const outer = {};
  for (let at: object = provider; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (key !== "constructor" && !Object.hasOwn(outer, key)) forward(outer, provider, key, descriptor);
    }
  }
  return Object.defineProperties(outer, Object.getOwnPropertyDescriptors(members)) as P & M;
}

function forward(outer: object, provider: object, key: string, descriptor: PropertyDescriptor): void {
  if (typeof descriptor.value === "function") {
    const value = descriptor.value.bind(provider);
    Object.defineProperty(outer, key, { value, enumerable: true, configurable: true });
    return;
  }
  const inner = provider as Record<string, unknown>;
  const set = (value: unknown): void => {
    inner[key] = value;
  };
  Object.defineProperty(outer, key, { get: () => inner[key], set, enumerable: true, configurable: true });
}
