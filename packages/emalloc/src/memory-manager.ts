import { type Heap, NO_CALL_SITE } from "@zmm/heap";
import { findLeaks, type Leak, leakReport } from "./debug/leaks.js";
import type { Place } from "./debug/place.js";
import type { EventName, Listener } from "./emitter.js";
import { RequestError } from "./errors.js";
import { GrowthWatch } from "./growth-watch.js";
import { HeapLender } from "./handles/heap-lender.js";
import type { LendOptions } from "./handles/lender.js";
import { MemoryScope } from "./handles/memory-scope.js";
import { StringBlock } from "./handles/string-block.js";
import { TypedBlock, type ViewType } from "./handles/typed-block.js";
import type { UnfreedWarner } from "./handles/unfreed-warner.js";
import { type CoreSettings, isZendHeap } from "./manager-core.js";
import { EmallocRelays } from "./relays.js";
import { type EndRequestOptions, Request, type RequestEnd } from "./request.js";
import { bytesAt, readText, stringLength } from "./strings.js";

/**
 * A memory manager: PHP's emalloc family over any heap, and beside it handles, scopes, strings, requests and events.
 * Many may exist side by side, each with its own memory. `createMemoryManager` makes one.
 */
export class MemoryManager extends EmallocRelays implements Disposable {
  private readonly lender: HeapLender;
  private requests = 1;
  private request: Request | null = null;
  private usageAtStart: number;

  /** Use `createMemoryManager`. @internal */
  constructor(settings: CoreSettings, warner: UnfreedWarner | null) {
    super(settings);
    this.lender = new HeapLender(
      {
        memory: this.memory,
        heapFor: ({ persistent = false }) => (persistent ? this.system : this.heap),
        frontOf: (heap) => this.frontOf(heap),
      },
      warner,
    );
    this.usageAtStart = this.current.usage();
  }

  /** Bytes that requests may take from the storage. @throws InvalidSizeError */
  get limit(): number {
    return this.current.limit;
  }

  set limit(bytes: number) {
    this.current.limit = bytes;
  }

  /** Bytes in live blocks, or with `real` those taken from the storage. */
  usage(real = false): number {
    return this.current.usage(real);
  }

  /** The highest that `usage` has been in this request. */
  peakUsage(real = false): number {
    return this.current.peakUsage(real);
  }

  /**
   * A block for `length` elements of a typed array (or bytes of a `DataView`), its contents undefined.
   * @throws MemoryLimitError, OutOfMemoryError, InvalidSizeError
   */
  alloc<View extends ArrayBufferView>(
    type: ViewType<View>,
    length: number,
    options: LendOptions = {},
  ): TypedBlock<View> {
    return new TypedBlock(this.lender, type, length, options);
  }

  /** A block with `text` as UTF-8 and a NUL behind it. @throws MemoryLimitError, OutOfMemoryError */
  string(text: string, options: LendOptions = {}): StringBlock {
    return new StringBlock(this.lender, text, options);
  }

  /**
   * The text at `address`: `length` bytes, or all up to the first NUL. Bytes that are no UTF-8 become U+FFFD.
   * @throws InvalidPointerError when they do not lie in the memory.
   */
  readString(address: number, length?: number): string {
    return readText(this.memory, address, length ?? stringLength(this.memory, address));
  }

  /** `length` bytes at `address` as a view, which is of no use once the memory grows. @throws InvalidPointerError */
  bytes(address: number, length: number): Uint8Array {
    return bytesAt(this.memory, address, length);
  }

  /** An object that frees all it gave out when it is disposed of. */
  scope(): MemoryScope {
    return new MemoryScope(this.lender);
  }

  /** Runs `action` with a scope that ends with it, also when it throws. */
  scoped<R>(action: (scope: MemoryScope) => R): R {
    const scope = this.scope();
    try {
      return action(scope);
    } finally {
      scope.free();
    }
  }

  /**
   * Starts a request, which ends when it is disposed of, or with `endRequest`.
   * @throws RequestError when one runs already.
   */
  startRequest(): Request {
    if (this.request !== null) throw new RequestError(`request ${this.requests} has not ended`);
    this.usageAtStart = this.usage();
    const number = this.requests;
    const request = new Request(number, (options) => (this.disposed ? nothingLeft(number) : this.endRequest(options)));
    this.request = request;
    return request;
  }

  /**
   * Ends a request: what is left is dropped at once, the oldest segment and the reserve stay, the storage is compacted
   * if the request took much. In the debug model leaks are reported. With `USE_ZEND_ALLOC=0` nothing is dropped.
   * @zend shutdown_memory_manager(silent, 0)
   */
  endRequest(options: EndRequestOptions = {}): RequestEnd {
    const end = this.howItEnds();
    if (options.silent !== true) this.debugFront?.reportLeaks(end.leaks);
    const { zendHeap } = this;
    // the reserve is allocated anew, on nobody's behalf
    if (zendHeap !== null) zendHeap.site = NO_CALL_SITE;
    try {
      this.current.endRequest();
    } finally {
      // also when the storage threw: by then the heap is as new
      if (this.dropsBlocks) this.dropped(this.heap);
      this.requests++;
      this.request?.settle(end);
      this.request = null;
      this.growth?.tellIfGrown();
    }
    this.usageAtStart = this.usage();
    this.emitter.emit("requestEnd", end);
    return end;
  }

  /** Ends a request, or with `full` the manager. @zend shutdown_memory_manager */
  shutdown_memory_manager(silent: boolean, full: boolean): void {
    if (!full) {
      this.endRequest({ silent });
      return;
    }
    if (!silent) this.reportLeaksOf(this.current);
    this.dispose();
  }

  /**
   * Bytes that were not freed: in the debug model those of `leaks`; elsewhere what is in use beyond what was when the
   * request started, which a shortage of memory within the request blurs (it frees the reserve, and from then on PHP's
   * usage counts blocks that lay in the cache).
   */
  get leakedBytes(): number {
    if (this.debugFront !== null) return this.leaks().reduce((sum, { size }) => sum + size, 0);
    return Math.max(0, this.usage() - this.usageAtStart);
  }

  /** In the debug model, each block that is live now; elsewhere none is known. */
  leaks(): Leak[] {
    return this.debugFront?.leaks() ?? [];
  }

  /** `leaks` in PHP's words; empty when there are none. */
  leakReport(): string {
    return leakReport(this.leaks(), this.debug.script);
  }

  /**
   * Runs `action` with its calls said to be made at `place`, for programs that run programs: an interpreter names the
   * line of the script. Only the debug model looks at it.
   */
  at<R>(place: Place, action: () => R): R {
    return this.debug.recorder.at({ ...place, actual: null }, action);
  }

  /** Calls `listener` at each event of a kind; returns the function that ends it. */
  on<E extends EventName>(event: E, listener: Listener<E>): () => void {
    this.emitter.add(event, listener);
    this.listenersChanged();
    return () => {
      this.emitter.delete(event, listener);
      this.listenersChanged();
    };
  }

  /**
   * Gives all memory back and ends the manager: later calls that allocate, free or ask for usage throw a DisposedError, and
   * handles hold nothing any more. Calling it again does nothing.
   */
  dispose(): void {
    this.lender.end();
    this.end();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  protected override reportLeaksOf(heap: Heap): void {
    if (!isZendHeap(heap)) return;
    const report = leakReport(findLeaks(heap, this.debug.table), this.debug.script);
    if (report !== "") this.debug.sink(report);
  }

  protected override dropped(heap: Heap): void {
    this.lender.drop(heap);
  }

  private howItEnds(): RequestEnd {
    return {
      number: this.requests,
      leakedBytes: this.leakedBytes,
      peakUsage: this.peakUsage(),
      leaks: this.leaks(),
    };
  }

  private listenersChanged(): void {
    if (this.disposed) return;
    const { memory, emitter } = this;
    if (!emitter.hears("grow")) {
      this.growth?.end();
      this.growth = null;
    } else this.growth ??= new GrowthWatch(memory, (byteLength) => emitter.emit("grow", { byteLength }));
    this.rewire();
  }
}

/** How a request ends that its manager did not outlive. */
function nothingLeft(number: number): RequestEnd {
  return { number, leakedBytes: 0, peakUsage: 0, leaks: [] };
}
