import type { SegmentProvider } from "../provider.js";
import { runApart } from "../run-apart.js";
import { decorate } from "./decorate.js";

/** One call to a provider: what was asked, and what came of it. Sizes in bytes; an address of 0 is no memory. */
export type TracedCall =
  | { readonly call: "allocate"; readonly size: number; readonly result: number }
  | {
      readonly call: "reallocate";
      readonly address: number;
      readonly oldSize: number;
      readonly newSize: number;
      readonly result: number;
    }
  | { readonly call: "free"; readonly address: number; readonly size: number }
  | { readonly call: "compact" | "dispose" };

/** A call that threw has the error in place of a result. */
export type TracedEvent = TracedCall | (OmitResult<TracedCall> & { readonly error: unknown });

type OmitResult<T> = T extends unknown ? Omit<T, "result"> : never;

/**
 * A provider that tells `sink` of every call, after it returned or threw. What the sink throws does not reach the caller, whose
 * call is done by then, but goes to the runtime.
 */
export function traced<P extends SegmentProvider>(provider: P, sink: (event: TracedEvent) => void): P {
  const tell = (event: TracedEvent): void => runApart(() => sink(event));
  const telling = <R>(asked: OmitResult<TracedCall>, call: () => R, withResult: boolean): R => {
    let result: R;
    try {
      result = call();
    } catch (error) {
      tell({ ...asked, error });
      throw error;
    }
    tell((withResult ? { ...asked, result } : asked) as TracedEvent);
    return result;
  };
  return decorate(provider, {
    allocate: (size: number): number => telling({ call: "allocate", size }, () => provider.allocate(size), true),
    reallocate: (address: number, oldSize: number, newSize: number): number =>
      telling(
        { call: "reallocate", address, oldSize, newSize },
        () => provider.reallocate(address, oldSize, newSize),
        true,
      ),
    free: (address: number, size: number): void =>
      telling({ call: "free", address, size }, () => provider.free(address, size), false),
    compact: (): void => telling({ call: "compact" }, () => provider.compact(), false),
    dispose: (): void => telling({ call: "dispose" }, () => provider.dispose(), false),
  });
}
