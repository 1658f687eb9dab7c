/**
 * PHP's functions, with PHP's names and semantics, as methods. Sizes are bytes, addresses byte offsets in `memory`,
 * 0 is null. Where C would bail out, a typed error comes, and the manager goes on.
 *
 * Strings are given as JavaScript text, or as the address of bytes that lie in memory already.
 */
import type { Heap, ZendHeap, ZendHeapOptions } from "@zmm/heap";
import { type SegmentProvider, UnknownProviderError } from "@zmm/storage";
import { type Environment, processEnvironment, readEnvironment } from "./environment.js";
import { ManagerCore } from "./manager-core.js";
import { safeSize } from "./safe-size.js";
import { sourceBytes } from "./strings.js";

/** Text, or the address of bytes in memory. */
export type StringSource = string | number;

/** An address, or nothing. */
export type Nullable<T> = T | null;

const WORD_MAX = { 4: 2 ** 32 - 1, 8: 2 ** 64 - 1 } as const;
const RESERVE_SIZE = 8 * 1024;

export abstract class EmallocFamily extends ManagerCore {
  /**
   * The address of a new block of at least `size` bytes, its contents undefined; size 0 gives a block too.
   * @throws MemoryLimitError, OutOfMemoryError, InvalidSizeError
   */
  emalloc(size: number): number {
    return this.front.allocate(size);
  }

  /**
   * Frees a block; of 0 it does nothing (in the debug model it reports it).
   * @throws InvalidPointerError as far as the heap can see it
   */
  efree(address: number): void {
    this.front.free(address);
  }

  /** Gives a block another size, moving it if needed; of 0 it allocates. When it throws, the old block still stands. */
  erealloc(address: number, size: number): number {
    return this.front.reallocate(address, size);
  }

  /** The same as `erealloc`: PHP 5.6 takes the flag that is meant to make it differ, and does not look at it. */
  erealloc_recoverable(address: number, size: number): number {
    return this.front.reallocate(address, size);
  }

  /** `count * size` bytes of zeros. @throws SizeOverflowError, and as `emalloc` */
  ecalloc(count: number, size: number): number {
    const bytes = this.safeSize(count, size, 0);
    return this.zero(this.emalloc(bytes), bytes);
  }

  /** `count * size + offset` bytes. @throws SizeOverflowError, and as `emalloc` */
  safe_emalloc(count: number, size: number, offset: number): number {
    return this.emalloc(this.safeSize(count, size, offset));
  }

  safe_erealloc(address: number, count: number, size: number, offset: number): number {
    return this.erealloc(address, this.safeSize(count, size, offset));
  }

  /** `count * size + offset` bytes of the system heap. */
  safe_malloc(count: number, size: number, offset: number): number {
    return this.pemalloc(this.safeSize(count, size, offset), true);
  }

  safe_realloc(address: number, count: number, size: number, offset: number): number {
    return this.perealloc(address, this.safeSize(count, size, offset), true);
  }

  /** A copy of a string with a NUL behind it. @throws InvalidPointerError, and as `emalloc` */
  estrdup(source: StringSource): number {
    return this.copyString(source, undefined, false);
  }

  /** A copy of `length` bytes of a string, NULs among them included, with a NUL behind. @throws StringRangeError */
  estrndup(source: StringSource, length?: number): number {
    return this.copyString(source, length, false);
  }

  /** As `estrndup`, in the system heap. */
  zend_strndup(source: StringSource, length?: number): number {
    return this.copyString(source, length, true);
  }

  /** As `estrdup`, where null, or address 0, gives the empty string. */
  safe_estrdup(source: Nullable<StringSource>): number {
    return this.estrdup(orEmpty(source));
  }

  safe_estrndup(source: Nullable<StringSource>, length?: number): number {
    const text = orEmpty(source);
    return text === "" ? this.estrdup("") : this.estrndup(text, length);
  }

  /** A block that outlives the request if `persistent`. The other functions with `pe` follow it. */
  pemalloc(size: number, persistent: boolean): number {
    return persistent ? this.system.allocate(size) : this.front.allocate(size);
  }

  pefree(address: number, persistent: boolean): void {
    if (persistent) this.system.free(address);
    else this.front.free(address);
  }

  perealloc(address: number, size: number, persistent: boolean): number {
    return persistent ? this.system.reallocate(address, size) : this.front.reallocate(address, size);
  }

  perealloc_recoverable(address: number, size: number, persistent: boolean): number {
    return this.perealloc(address, size, persistent);
  }

  pecalloc(count: number, size: number, persistent: boolean): number {
    if (!persistent) return this.ecalloc(count, size);
    const bytes = this.safeSize(count, size, 0);
    return this.zero(this.system.allocate(bytes), bytes);
  }

  safe_pemalloc(count: number, size: number, offset: number, persistent: boolean): number {
    return this.pemalloc(this.safeSize(count, size, offset), persistent);
  }

  safe_perealloc(address: number, count: number, size: number, offset: number, persistent: boolean): number {
    return this.perealloc(address, this.safeSize(count, size, offset), persistent);
  }

  pestrdup(source: StringSource, persistent: boolean): number {
    return this.copyString(source, undefined, persistent);
  }

  pestrndup(source: StringSource, length: number | undefined, persistent: boolean): number {
    return this.copyString(source, length, persistent);
  }

  /**
   * Bytes of the whole block, header included; in the debug model those that were asked for. 0 when the Zend heap is
   * off, since nobody knows then. @throws InvalidPointerError
   */
  zend_mem_block_size(address: number): number {
    return this.current.blockSize(address);
  }

  /** Bytes in live blocks, or with `real` those taken from the storage; 0 when the Zend heap is off. */
  zend_memory_usage(real = false): number {
    return this.current.usage(real);
  }

  zend_memory_peak_usage(real = false): number {
    return this.current.peakUsage(real);
  }

  /** Sets the limit in bytes; below one segment it is one segment. @throws InvalidSizeError */
  zend_set_memory_limit(bytes: number): void {
    this.current.limit = bytes;
  }

  /** Whether the Zend heap serves requests: not with `USE_ZEND_ALLOC=0`, another heap, or custom handlers. */
  is_zend_mm(): boolean {
    return this.zendHeap !== null;
  }

  /**
   * Starts another Zend heap on this manager's storage, as the environment says, for `zend_mm_set_heap`.
   * @throws ConfigurationError, UnknownProviderError with PHP's texts
   */
  zend_mm_startup(env: Environment = processEnvironment()): ZendHeap {
    const { storage, segmentSize, compactSize } = readEnvironment(env);
    const names = this.starter.storageNames();
    if (storage !== undefined && !names.includes(storage)) throw new UnknownProviderError(storage, names);
    return this.startHeap(this.provider, {
      reserveSize: RESERVE_SIZE,
      ...(segmentSize === undefined ? {} : { segmentSize }),
      ...(compactSize === undefined ? {} : { compactSize }),
    });
  }

  /** Starts another Zend heap with segments of `blockSize` bytes from `storage`. @throws ConfigurationError */
  zend_mm_startup_ex(storage: SegmentProvider, blockSize: number, reserveSize: number, internal: boolean): ZendHeap {
    return this.startHeap(storage, { segmentSize: blockSize, reserveSize, compactSize: 0, internal });
  }

  /** Ends a heap's request, or with `full` the heap. In the debug model leaks are reported, unless `silent`. */
  zend_mm_shutdown(heap: Heap, full: boolean, silent: boolean): void {
    if (this.servantOf(heap) !== heap) return;
    if (!silent) this.reportLeaksOf(heap);
    if (full) heap.dispose();
    else heap.endRequest();
  }

  zend_mm_alloc(heap: Heap, size: number): number {
    return this.servantOf(heap).allocate(size);
  }

  zend_mm_free(heap: Heap, address: number): void {
    this.servantOf(heap).free(address);
  }

  zend_mm_realloc(heap: Heap, address: number, size: number): number {
    return this.servantOf(heap).reallocate(address, size);
  }

  zend_mm_block_size(heap: Heap, address: number): number {
    return this.servantOf(heap).blockSize(address);
  }

  /** Has another heap, in the same memory, serve requests; returns the one that did. @throws ConfigurationError */
  zend_mm_set_heap(heap: Heap): Heap {
    const before = this.heap;
    this.useHeap(heap);
    return before;
  }

  /** Where a heap's segments come from; null for one that does not say. */
  zend_mm_get_storage(heap: Heap = this.heap): SegmentProvider | null {
    return (heap as Partial<Pick<ZendHeap, "provider">>).provider ?? null;
  }

  /** Has functions serve a heap's calls; the heap itself keeps what it has. */
  zend_mm_set_custom_handlers(
    heap: Heap,
    malloc: (size: number) => number,
    free: (address: number) => void,
    realloc: (address: number, size: number) => number,
  ): void {
    this.replaceCalls(heap, { malloc, free, realloc });
  }

  /**
   * In the debug model, whether a block is well; if not, it is reported, and unless `silent` in any case. Always true
   * elsewhere.
   */
  mem_block_check(address: number, silent = true): boolean {
    return this.debugFront?.checkBlock(address, !silent).ok ?? true;
  }

  /**
   * In the debug model, reports every block that is not well, and unless `silent` the others too; returns how many are
   * not. 0 elsewhere. @throws HeapCorruptionError when the blocks cannot be walked
   */
  full_mem_check(silent = true): number {
    return this.debugFront?.checkAll(!silent) ?? 0;
  }

  /** In the debug model, reports what is live in a heap as leaks. */
  protected abstract reportLeaksOf(heap: Heap): void;

  /** Bytes of a `size_t` decide what overflows. */
  private safeSize(count: number, size: number, offset: number): number {
    return safeSize(count, size, offset, WORD_MAX[this.word]);
  }

  /** Bytes of a word of the data model; addresses of other heaps are words of 4 bytes. */
  private get word(): 4 | 8 {
    return this.zendHeap?.layout.model.word ?? 4;
  }

  private startHeap(storage: SegmentProvider, options: ZendHeapOptions): ZendHeap {
    const model = this.zendHeap?.layout.model.name;
    const heap = this.starter.zendHeap(storage, { ...options, ...(model === undefined ? {} : { model }) });
    this.own(heap);
    return heap;
  }

  private zero(address: number, bytes: number): number {
    this.memory.u8.fill(0, address, address + bytes);
    return address;
  }

  private copyString(source: StringSource, length: number | undefined, persistent: boolean): number {
    const size = sourceBytes(this.memory, source, length).length;
    const address = this.pemalloc(size + 1, persistent);
    // looked up again: the memory may have grown under the first view
    this.memory.u8.set(sourceBytes(this.memory, source, size), address);
    this.memory.u8[address + size] = 0;
    return address;
  }
}

function orEmpty(source: Nullable<StringSource>): StringSource {
  return source === null || source === 0 ? "" : source;
}
