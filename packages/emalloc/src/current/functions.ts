/**
 * PHP's functions as functions, over the current manager: what C reaches through `AG(mm_heap)`. What each does is said
 * at the method of the same name.
 */
import type { Heap, ZendHeap } from "@zmm/heap";
import type { SegmentProvider } from "@zmm/storage";
import type { Place } from "../debug/place.js";
import { type Environment, processEnvironment } from "../environment.js";
import type { Nullable, StringSource } from "../request-calls.js";
import { currentManager as manager } from "./manager.js";

export function emalloc(size: number): number {
  return manager().emalloc(size);
}

export function efree(address: number): void {
  manager().efree(address);
}

export function erealloc(address: number, size: number): number {
  return manager().erealloc(address, size);
}

export function erealloc_recoverable(address: number, size: number): number {
  return manager().erealloc_recoverable(address, size);
}

export function ecalloc(count: number, size: number): number {
  return manager().ecalloc(count, size);
}

export function safe_emalloc(count: number, size: number, offset: number): number {
  return manager().safe_emalloc(count, size, offset);
}

export function safe_erealloc(address: number, count: number, size: number, offset: number): number {
  return manager().safe_erealloc(address, count, size, offset);
}

export function safe_malloc(count: number, size: number, offset: number): number {
  return manager().safe_malloc(count, size, offset);
}

export function safe_realloc(address: number, count: number, size: number, offset: number): number {
  return manager().safe_realloc(address, count, size, offset);
}

export function estrdup(source: StringSource): number {
  return manager().estrdup(source);
}

export function estrndup(source: StringSource, length?: number): number {
  return manager().estrndup(source, length);
}

export function zend_strndup(source: StringSource, length?: number): number {
  return manager().zend_strndup(source, length);
}

export function safe_estrdup(source: Nullable<StringSource>): number {
  return manager().safe_estrdup(source);
}

export function safe_estrndup(source: Nullable<StringSource>, length?: number): number {
  return manager().safe_estrndup(source, length);
}

export function pemalloc(size: number, persistent: boolean): number {
  return manager().pemalloc(size, persistent);
}

export function pefree(address: number, persistent: boolean): void {
  manager().pefree(address, persistent);
}

export function perealloc(address: number, size: number, persistent: boolean): number {
  return manager().perealloc(address, size, persistent);
}

export function perealloc_recoverable(address: number, size: number, persistent: boolean): number {
  return manager().perealloc_recoverable(address, size, persistent);
}

export function pecalloc(count: number, size: number, persistent: boolean): number {
  return manager().pecalloc(count, size, persistent);
}

export function safe_pemalloc(count: number, size: number, offset: number, persistent: boolean): number {
  return manager().safe_pemalloc(count, size, offset, persistent);
}

export function safe_perealloc(
  address: number,
  count: number,
  size: number,
  offset: number,
  persistent: boolean,
): number {
  return manager().safe_perealloc(address, count, size, offset, persistent);
}

export function pestrdup(source: StringSource, persistent: boolean): number {
  return manager().pestrdup(source, persistent);
}

export function pestrndup(source: StringSource, length: number | undefined, persistent: boolean): number {
  return manager().pestrndup(source, length, persistent);
}

export function zend_mem_block_size(address: number): number {
  return manager().zend_mem_block_size(address);
}

export function zend_memory_usage(real = false): number {
  return manager().zend_memory_usage(real);
}

export function zend_memory_peak_usage(real = false): number {
  return manager().zend_memory_peak_usage(real);
}

export function zend_set_memory_limit(bytes: number): void {
  manager().zend_set_memory_limit(bytes);
}

export function is_zend_mm(): boolean {
  return manager().is_zend_mm();
}

export function zend_mm_startup(env: Environment = processEnvironment()): ZendHeap {
  return manager().zend_mm_startup(env);
}

export function zend_mm_startup_ex(
  storage: SegmentProvider,
  blockSize: number,
  reserveSize: number,
  internal: boolean,
): ZendHeap {
  return manager().zend_mm_startup_ex(storage, blockSize, reserveSize, internal);
}

export function zend_mm_shutdown(heap: Heap, full: boolean, silent: boolean): void {
  manager().zend_mm_shutdown(heap, full, silent);
}

export function zend_mm_alloc(heap: Heap, size: number): number {
  return manager().zend_mm_alloc(heap, size);
}

export function zend_mm_free(heap: Heap, address: number): void {
  manager().zend_mm_free(heap, address);
}

export function zend_mm_realloc(heap: Heap, address: number, size: number): number {
  return manager().zend_mm_realloc(heap, address, size);
}

export function zend_mm_block_size(heap: Heap, address: number): number {
  return manager().zend_mm_block_size(heap, address);
}

export function zend_mm_set_heap(heap: Heap): Heap {
  return manager().zend_mm_set_heap(heap);
}

export function zend_mm_get_storage(heap: Heap = manager().heap): SegmentProvider | null {
  return manager().zend_mm_get_storage(heap);
}

export function zend_mm_set_custom_handlers(
  heap: Heap,
  malloc: (size: number) => number,
  free: (address: number) => void,
  realloc: (address: number, size: number) => number,
): void {
  manager().zend_mm_set_custom_handlers(heap, malloc, free, realloc);
}

export function mem_block_check(address: number, silent = true): boolean {
  return manager().mem_block_check(address, silent);
}

export function full_mem_check(silent = true): number {
  return manager().full_mem_check(silent);
}

export function emalloc_rel(size: number, caller: Place): number {
  return manager().emalloc_rel(size, caller);
}

export function efree_rel(address: number, caller: Place): void {
  manager().efree_rel(address, caller);
}

export function ecalloc_rel(count: number, size: number, caller: Place): number {
  return manager().ecalloc_rel(count, size, caller);
}

export function erealloc_rel(address: number, size: number, caller: Place): number {
  return manager().erealloc_rel(address, size, caller);
}

export function erealloc_recoverable_rel(address: number, size: number, caller: Place): number {
  return manager().erealloc_recoverable_rel(address, size, caller);
}

export function safe_emalloc_rel(count: number, size: number, offset: number, caller: Place): number {
  return manager().safe_emalloc_rel(count, size, offset, caller);
}

export function safe_erealloc_rel(address: number, count: number, size: number, offset: number, caller: Place): number {
  return manager().safe_erealloc_rel(address, count, size, offset, caller);
}

export function estrdup_rel(source: StringSource, caller: Place): number {
  return manager().estrdup_rel(source, caller);
}

export function estrndup_rel(source: StringSource, length: number | undefined, caller: Place): number {
  return manager().estrndup_rel(source, length, caller);
}

export function pemalloc_rel(size: number, persistent: boolean, caller: Place): number {
  return manager().pemalloc_rel(size, persistent, caller);
}

export function pefree_rel(address: number, persistent: boolean, caller: Place): void {
  manager().pefree_rel(address, persistent, caller);
}

export function pecalloc_rel(count: number, size: number, persistent: boolean, caller: Place): number {
  return manager().pecalloc_rel(count, size, persistent, caller);
}

export function perealloc_rel(address: number, size: number, persistent: boolean, caller: Place): number {
  return manager().perealloc_rel(address, size, persistent, caller);
}

export function perealloc_recoverable_rel(address: number, size: number, persistent: boolean, caller: Place): number {
  return manager().perealloc_recoverable_rel(address, size, persistent, caller);
}

export function pestrdup_rel(source: StringSource, persistent: boolean, caller: Place): number {
  return manager().pestrdup_rel(source, persistent, caller);
}

export function zend_mem_block_size_rel(address: number, caller: Place): number {
  return manager().zend_mem_block_size_rel(address, caller);
}
