/**
 * What a memory manager is made of: the heap that serves requests, what stands before it while it is watched, and the
 * system heap beside it in the same memory.
 *
 * Calls go to `front`, which is the heap itself unless that is a debug heap. What costs something else - events, retries -
 * is an `observer` before it, only while it is wanted. All of these are written when they change and not before: what never did
 * is a constant to engines, and what listeners leave behind when they go is one look at `observers`, which is 0 again.
 */
import {
  attemptAll,
  ConfigurationError,
  DisposedError,
  type Heap,
  type PlainHeap,
  SystemHeap,
  type ZendHeap,
  type ZendHeapOptions,
} from "@zmm/heap";
import type { LinearMemory, SegmentProvider } from "@zmm/storage";
import { DebugFront, type DebugSettings } from "./debug/debug-front.js";
import { Emitter } from "./emitter.js";
import { type CustomHandlers, CustomHeap } from "./fronts/custom-heap.js";
import { DisposedHeap } from "./fronts/disposed-heap.js";
import type { Front } from "./fronts/front.js";
import { ObservedFront } from "./fronts/observed-front.js";
import { ObservedSystem } from "./fronts/observed-system.js";
import { type ShortageHandler, ShortageQuestion } from "./fronts/shortage.js";
import type { GrowthWatch } from "./growth-watch.js";
import type { LendingHeap } from "./handles/lending.js";
import { RequestCalls } from "./request-calls.js";

/** Starts further heaps for `zend_mm_startup`; kept out of the manager, so that it need not bring all heaps along. */
export interface HeapStarter {
  zendHeap(storage: SegmentProvider, options: ZendHeapOptions): ZendHeap;
  /** The storages that there are by name. */
  storageNames(): string[];
}

/** What a manager starts with; `createMemoryManager` makes it of options. */
export interface CoreSettings {
  /** The heap that serves requests; null for the system heap as PHP uses it with `USE_ZEND_ALLOC=0`. */
  readonly heap: Heap | null;
  readonly memory: LinearMemory;
  /** Where the system heap takes its segments; null when nobody said. */
  readonly storage: SegmentProvider | null;
  /** What ends with the manager. */
  readonly owned: readonly { dispose(): void }[];
  readonly debug: DebugSettings;
  readonly onShortage: ShortageHandler | null;
  /** Null where the program brought its own heap, and no way to start others. */
  readonly starter: HeapStarter | null;
}

export abstract class ManagerCore extends RequestCalls {
  protected front: Front;
  /** What stands before `front` while somebody wants to hear of its calls, or to be asked; else null. */
  private observer: ObservedFront | null = null;
  /** 1 while there is an observer, else 0: of all that a call could look at, engines compare small integers fastest. */
  private observers: 0 | 1 = 0;
  protected current: Heap;
  protected readonly emitter: Emitter = new Emitter();
  protected readonly debug: DebugSettings;
  /** Set while somebody wants to hear of the memory's growth. */
  protected growth: GrowthWatch | null = null;
  /** The memory that all addresses of this manager point into. */
  readonly memory: LinearMemory;
  private readonly storage: SegmentProvider | null;
  private readonly shortage: ShortageQuestion;
  private readonly heapStarter: HeapStarter | null;
  private readonly owned: { dispose(): void }[];
  private readonly replaced = new Map<Heap, CustomHeap>();
  private readonly debugFronts = new Map<Heap, DebugFront>();
  private systemHeap: SystemHeap | null = null;
  /** The heap as `zend_mm_set_heap` knows it, without what stands before it. */
  private inUse: Heap;

  protected constructor(settings: CoreSettings) {
    super();
    this.memory = settings.memory;
    this.storage = settings.storage;
    this.debug = settings.debug;
    this.shortage = new ShortageQuestion(settings.onShortage, this.emitter);
    this.heapStarter = settings.starter;
    this.owned = [...settings.owned];
    this.inUse = settings.heap ?? new CustomHeap(this.memory, this.systemHandlers(), null);
    this.current = this.inUse;
    this.front = this.inUse;
    this.rewire();
  }

  override emalloc(size: number): number {
    return this.observers === 0 ? this.front.allocate(size) : this.outermost.allocate(size);
  }

  override efree(address: number): void {
    if (this.observers === 0) this.front.free(address);
    else this.outermost.free(address);
  }

  override erealloc(address: number, size: number): number {
    return this.observers === 0 ? this.front.reallocate(address, size) : this.outermost.reallocate(address, size);
  }

  /** Whether the manager has ended. */
  get disposed(): boolean {
    return this.current instanceof DisposedHeap;
  }

  /** The heap that serves requests. */
  get heap(): Heap {
    return this.inUse;
  }

  /**
   * The system heap, for what outlives requests. It lies in the same memory and starts with its first use.
   * @throws ConfigurationError when the manager was given a heap, but no storage to take segments from.
   */
  get system(): SystemHeap {
    return this.systemHeap ?? this.startSystemHeap();
  }

  /** Where segments come from. @throws ConfigurationError when the manager was given a heap without it. */
  protected get provider(): SegmentProvider {
    if (this.disposed) throw new DisposedError("the memory manager");
    if (this.storage !== null) return this.storage;
    throw new ConfigurationError("the heap was given without a storage, which persistent blocks would come from");
  }

  /** What calls to the system heap go to. */
  protected get persistentFront(): LendingHeap {
    if (this.growth === null && !this.shortage.matters) return this.system;
    return new ObservedSystem(this.system, this.shortage, this.growth);
  }

  /** What calls to one of this manager's heaps go to. */
  protected frontOf(heap: Heap): LendingHeap {
    if (heap === this.inUse) return this.outermost;
    return heap === this.systemHeap ? this.persistentFront : this.servantOf(heap);
  }

  /** What starts further heaps. @throws ConfigurationError when the manager was made without it. */
  protected get starter(): HeapStarter {
    if (this.heapStarter !== null) return this.heapStarter;
    throw new ConfigurationError("this manager starts no heaps: manageHeap made it, not createMemoryManager");
  }

  /** Has another heap serve requests. @throws ConfigurationError when it lies in another memory. */
  protected useHeap(heap: Heap): void {
    if (heap.memory !== this.memory) throw new ConfigurationError("the heap lies in another memory than the manager's");
    this.inUse = heap;
    this.rewire();
  }

  /** Has functions serve a heap's calls in its place. */
  protected replaceCalls(heap: Heap, handlers: CustomHandlers): void {
    this.replaced.set(heap, new CustomHeap(this.memory, handlers, heap));
    this.rewire();
  }

  /** What calls to `heap` really go to. */
  protected servantOf(heap: Heap): Heap {
    return this.replaced.get(heap) ?? heap;
  }

  /** The Zend heap in use, or null when something else serves requests, or one that cannot be looked at. */
  protected get zendHeap(): ZendHeap | null {
    return isZendHeap(this.current) ? this.current : null;
  }

  /** Whether a request's end drops the blocks: not those of `USE_ZEND_ALLOC=0` and of custom handlers. */
  protected get dropsBlocks(): boolean {
    return !(this.current instanceof CustomHeap);
  }

  /** What stands before a debug heap in use, or null. */
  protected get debugFront(): DebugFront | null {
    const heap = this.zendHeap;
    return heap?.layout.model.debug ? this.debugFrontOf(heap) : null;
  }

  /** Remembers what has to end with the manager. */
  protected own(resource: { dispose(): void }): void {
    this.owned.push(resource);
  }

  /** Forgets a heap that has ended already. */
  protected disown(heap: Heap): void {
    const index = this.owned.indexOf(heap);
    if (index >= 0) this.owned.splice(index, 1);
    this.replaced.delete(heap);
    if (isZendHeap(heap)) this.debugFronts.delete(heap);
  }

  /** Puts before the heap what somebody wants there now. */
  protected rewire(): void {
    if (this.disposed) return;
    this.current = this.servantOf(this.inUse);
    let front: Front = this.debugFront ?? this.current;
    if (front instanceof CustomHeap && front.handlers instanceof SystemHandlers) front = this.system;
    if (this.front !== front) this.front = front;
    const isObserved = this.shortage.matters || this.emitter.hears("allocate", "reallocate", "free", "grow");
    this.observe(isObserved ? new ObservedFront(front, this.current, this.emitter, this.shortage, this.growth) : null);
  }

  /** Puts somebody before the front, or with null nobody. */
  private observe(observer: ObservedFront | null): void {
    if (observer === this.observer) return;
    this.observer = observer;
    this.observers = observer === null ? 0 : 1;
  }

  /** What calls to the heap in use go to. */
  private get outermost(): Front {
    return this.observer ?? this.front;
  }

  /** Ends everything that is the manager's; calling it again does nothing. */
  protected end(): void {
    if (this.disposed) return;
    const ended = new DisposedHeap(this.memory);
    this.front = ended;
    this.observe(null);
    this.current = ended;
    const { systemHeap, owned } = this;
    this.systemHeap = null;
    this.growth?.end();
    this.growth = null;
    this.emitter.clear();
    attemptAll([() => systemHeap?.dispose(), ...owned.reverse().map((resource) => () => resource.dispose())]);
  }

  private debugFrontOf(heap: ZendHeap): DebugFront {
    let front = this.debugFronts.get(heap);
    if (front === undefined) {
      front = new DebugFront(heap, this.debug);
      this.debugFronts.set(heap, front);
    }
    return front;
  }

  private startSystemHeap(): SystemHeap {
    this.systemHeap = SystemHeap.create(this.provider);
    return this.systemHeap;
  }

  private systemHandlers(): SystemHandlers {
    return new SystemHandlers(() => this.system);
  }
}

/** What PHP puts in the place of its heap with `USE_ZEND_ALLOC=0`: malloc, free and realloc of the system. */
class SystemHandlers implements CustomHandlers {
  private readonly system: () => SystemHeap;

  constructor(system: () => SystemHeap) {
    this.system = system;
  }

  malloc(size: number): number {
    return this.system().allocate(size);
  }

  free(address: number): void {
    this.system().free(address);
  }

  realloc(address: number, size: number): number {
    return this.system().reallocate(address, size);
  }
}

/** Whether a heap is a Zend heap, plain ones among them: no other has a cache. */
export function isZend(heap: Heap): heap is PlainHeap {
  return "flushCache" in heap;
}

/** Whether it is one that can be looked at: of these alone the structures are known. */
export function isZendHeap(heap: Heap): heap is ZendHeap {
  return isZend(heap) && "layout" in heap;
}
