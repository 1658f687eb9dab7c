/**
 * PHP's functions beyond those of single requests: for blocks that outlive them, for several heaps, for debug heaps.
 */
import type { Heap, ZendHeap, ZendHeapOptions } from "@zmm/heap";
import { type SegmentProvider, UnknownProviderError } from "@zmm/storage";
import { type Environment, processEnvironment, readEnvironment } from "./environment.js";
import { isZend, ManagerCore } from "./manager-core.js";
import type { StringSource } from "./request-calls.js";
import { sourceBytes } from "./strings.js";

export abstract class ManagerCalls extends ManagerCore {
  /** `count * size + offset` bytes of the system heap. */
  safe_malloc(count: number, size: number, offset: number): number {
    return this.pemalloc(this.safeSize(count, size, offset), true);
  }

  /** Gives a block of the system heap `count * size + offset` bytes. @throws SizeOverflowError, and as `perealloc` */
  safe_realloc(address: number, count: number, size: number, offset: number): number {
    return this.perealloc(address, this.safeSize(count, size, offset), true);
  }

  /** As `estrndup`, in the system heap. */
  zend_strndup(source: StringSource, length?: number): number {
    return this.copyTo(source, length, true);
  }

  /** A block that outlives the request if `persistent`. The other functions with `pe` follow it. */
  pemalloc(size: number, persistent: boolean): number {
    return persistent ? this.persistentFront.allocate(size) : this.emalloc(size);
  }

  /** Frees a block of `pemalloc`, which was asked for with the same `persistent`. @throws InvalidPointerError */
  pefree(address: number, persistent: boolean): void {
    if (persistent) this.persistentFront.free(address);
    else this.efree(address);
  }

  /** As `erealloc`, for a block of `pemalloc` with the same `persistent`. */
  perealloc(address: number, size: number, persistent: boolean): number {
    return persistent ? this.persistentFront.reallocate(address, size) : this.erealloc(address, size);
  }

  /** The same as `perealloc`, as `erealloc_recoverable` is to `erealloc`. */
  perealloc_recoverable(address: number, size: number, persistent: boolean): number {
    return this.perealloc(address, size, persistent);
  }

  /** As `ecalloc`, in the system heap if `persistent`. */
  pecalloc(count: number, size: number, persistent: boolean): number {
    if (!persistent) return this.ecalloc(count, size);
    const bytes = this.safeSize(count, size, 0);
    return this.zero(this.persistentFront.allocate(bytes), bytes);
  }

  /** As `safe_emalloc`, in the system heap if `persistent`. */
  safe_pemalloc(count: number, size: number, offset: number, persistent: boolean): number {
    return this.pemalloc(this.safeSize(count, size, offset), persistent);
  }

  /** As `safe_erealloc`, for a block of `pemalloc` with the same `persistent`. */
  safe_perealloc(address: number, count: number, size: number, offset: number, persistent: boolean): number {
    return this.perealloc(address, this.safeSize(count, size, offset), persistent);
  }

  /** As `estrdup`, in the system heap if `persistent`. */
  pestrdup(source: StringSource, persistent: boolean): number {
    return this.copyTo(source, undefined, persistent);
  }

  /** As `estrndup`, in the system heap if `persistent`. */
  pestrndup(source: StringSource, length: number | undefined, persistent: boolean): number {
    return this.copyTo(source, length, persistent);
  }

  /** Whether the Zend heap serves requests: not with `USE_ZEND_ALLOC=0`, another heap, or custom handlers. */
  is_zend_mm(): boolean {
    return isZend(this.current);
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
    this.dropped(heap);
    if (full) {
      heap.dispose();
      this.disown(heap);
    } else heap.endRequest();
  }

  /** A block of a heap that is named, at least `size` bytes. @throws as the heap's `allocate` */
  zend_mm_alloc(heap: Heap, size: number): number {
    return this.servantOf(heap).allocate(size);
  }

  /** Frees a block of a heap that is named. @throws as the heap's `free` */
  zend_mm_free(heap: Heap, address: number): void {
    this.servantOf(heap).free(address);
  }

  /** Gives a block of a heap that is named another size. @throws as the heap's `reallocate` */
  zend_mm_realloc(heap: Heap, address: number, size: number): number {
    return this.servantOf(heap).reallocate(address, size);
  }

  /** Bytes of a block of a heap that is named. @throws as the heap's `blockSize` */
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

  /** All blocks of a heap are gone. */
  protected abstract dropped(heap: Heap): void;

  private copyTo(source: StringSource, length: number | undefined, persistent: boolean): number {
    const bytes = sourceBytes(this.memory, source, length);
    return this.placeString(this.pemalloc(bytes.length + 1, persistent), source, bytes);
  }

  private startHeap(storage: SegmentProvider, options: ZendHeapOptions): ZendHeap {
    const model = this.zendHeap?.layout.model.name ?? (this.word === 8 ? "lp64" : "ilp32");
    const heap = this.starter.zendHeap(storage, { ...options, model });
    this.own(heap);
    return heap;
  }
}
