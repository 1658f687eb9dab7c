import type { SegmentProvider } from "../provider.js";

/**
 * An object that offers all that `inner` offers, with some members replaced: what a provider has beyond the contract
 * (a `checkpoint`, a `root`) stays in reach through any decorator. Methods run on `inner` itself, so it may be a
 * class with private fields.
 */
export function decorate<P extends SegmentProvider, E extends object>(inner: P, replaced: E): Omit<P, keyof E> & E {
  const outer = Object.create(null) as Record<PropertyKey, unknown>;
  for (const key of keysOf(inner)) forward(outer, inner as unknown as Record<PropertyKey, unknown>, key);
  Object.defineProperties(outer, Object.getOwnPropertyDescriptors(replaced));
  return outer as Omit<P, keyof E> & E;
}

/** The names of all members, own and inherited, but not what every object has. */
function keysOf(inner: object): Set<PropertyKey> {
  const keys = new Set<PropertyKey>();
  for (let at = inner; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) if (key !== "constructor") keys.add(key);
  }
  return keys;
}

function forward(outer: object, inner: Record<PropertyKey, unknown>, key: PropertyKey): void {
  const value = inner[key];
  if (typeof value === "function") {
    Object.defineProperty(outer, key, { value: value.bind(inner), enumerable: true, configurable: true });
    return;
  }
  Object.defineProperty(outer, key, {
    get: () => inner[key],
    set: (next: unknown) => {
      inner[key] = next;
    },
    enumerable: true,
    configurable: true,
  });
}
