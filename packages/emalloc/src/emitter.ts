/** Events of a memory manager. Nobody pays for them before somebody listens. */
import type { MemoryLimitError, OutOfMemoryError } from "@zmm/heap";
import type { RequestEnd } from "./request.js";

/** What each event carries. Addresses and sizes are bytes. */
export interface ManagerEvents {
  /** A block was allocated for a request of `size` bytes. */
  readonly allocate: { readonly address: number; readonly size: number };
  /** A block was given another size; `address` is where it lies now. */
  readonly reallocate: { readonly from: number; readonly address: number; readonly size: number };
  /** A block was freed. */
  readonly free: { readonly address: number };
  /**
   * The memory grew to `byteLength` bytes, and its views are new. This is told when the call is over in which it happened; growth
   * in calls to the heap or the storage themselves, when the current job is.
   */
  readonly grow: { readonly byteLength: number };
  /** A call found no memory: the limit, or the storage. */
  readonly limit: { readonly error: MemoryLimitError | OutOfMemoryError };
  /** A request has ended. */
  readonly requestEnd: RequestEnd;
}

export type EventName = keyof ManagerEvents;
export type Listener<E extends EventName> = (event: ManagerEvents[E]) => void;

type AnyListener = (event: never) => void;

/** Listeners by event. What a listener throws does not reach the call that caused the event. */
export class Emitter {
  private readonly listeners = new Map<EventName, readonly AnyListener[]>();
  private emitting = false;

  add<E extends EventName>(name: E, listener: Listener<E>): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  delete<E extends EventName>(name: E, listener: Listener<E>): void {
    const rest = [...(this.listeners.get(name) ?? [])];
    const index = rest.indexOf(listener);
    if (index >= 0) rest.splice(index, 1);
    this.listeners.set(name, rest);
  }

  /** Whether anybody listens to one of the events. */
  hears(...names: readonly EventName[]): boolean {
    return names.some((name) => (this.listeners.get(name)?.length ?? 0) > 0);
  }

  /** Tells the listeners, in the order in which they came. What a listener itself causes is not told. */
  emit<E extends EventName>(name: E, event: ManagerEvents[E]): void {
    const listeners = this.listeners.get(name);
    if (listeners === undefined || this.emitting) return;
    this.emitting = true;
    for (const listener of listeners) tell(listener as Listener<E>, event);
    this.emitting = false;
  }

  clear(): void {
    this.listeners.clear();
  }
}

function tell<E extends EventName>(listener: Listener<E>, event: ManagerEvents[E]): void {
  try {
    listener(event);
  } catch (error) {
    // the block is allocated or freed by now: the call must answer, so the error goes to the runtime, as with EventTarget
    queueMicrotask(() => {
      throw error;
    });
  }
}
