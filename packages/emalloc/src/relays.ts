/**
 * The functions with `_rel`: for functions that allocate on behalf of their caller. In the debug model the block then
 * names both, the line that called and the line that it was called for; elsewhere `caller` is not looked at.
 */
import type { Place } from "./debug/place.js";
import { ManagerCalls } from "./manager-calls.js";
import type { StringSource } from "./request-calls.js";

export abstract class EmallocRelays extends ManagerCalls {
  emalloc_rel(size: number, caller: Place): number {
    return this.relay(caller, () => this.emalloc(size));
  }

  efree_rel(address: number, caller: Place): void {
    this.relay(caller, () => this.efree(address));
  }

  ecalloc_rel(count: number, size: number, caller: Place): number {
    return this.relay(caller, () => this.ecalloc(count, size));
  }

  erealloc_rel(address: number, size: number, caller: Place): number {
    return this.relay(caller, () => this.erealloc(address, size));
  }

  erealloc_recoverable_rel(address: number, size: number, caller: Place): number {
    return this.relay(caller, () => this.erealloc_recoverable(address, size));
  }

  safe_emalloc_rel(count: number, size: number, offset: number, caller: Place): number {
    return this.relay(caller, () => this.safe_emalloc(count, size, offset));
  }

  safe_erealloc_rel(address: number, count: number, size: number, offset: number, caller: Place): number {
    return this.relay(caller, () => this.safe_erealloc(address, count, size, offset));
  }

  estrdup_rel(source: StringSource, caller: Place): number {
    return this.relay(caller, () => this.estrdup(source));
  }

  estrndup_rel(source: StringSource, length: number | undefined, caller: Place): number {
    return this.relay(caller, () => this.estrndup(source, length));
  }

  pemalloc_rel(size: number, persistent: boolean, caller: Place): number {
    return this.relay(caller, () => this.pemalloc(size, persistent));
  }

  pefree_rel(address: number, persistent: boolean, caller: Place): void {
    this.relay(caller, () => this.pefree(address, persistent));
  }

  pecalloc_rel(count: number, size: number, persistent: boolean, caller: Place): number {
    return this.relay(caller, () => this.pecalloc(count, size, persistent));
  }

  perealloc_rel(address: number, size: number, persistent: boolean, caller: Place): number {
    return this.relay(caller, () => this.perealloc(address, size, persistent));
  }

  perealloc_recoverable_rel(address: number, size: number, persistent: boolean, caller: Place): number {
    return this.relay(caller, () => this.perealloc_recoverable(address, size, persistent));
  }

  pestrdup_rel(source: StringSource, persistent: boolean, caller: Place): number {
    return this.relay(caller, () => this.pestrdup(source, persistent));
  }

  zend_mem_block_size_rel(address: number, caller: Place): number {
    return this.relay(caller, () => this.zend_mem_block_size(address));
  }

  /** Runs `action` on behalf of `caller`. */
  private relay<R>(caller: Place, action: () => R): R {
    if (this.debugFront === null) return action();
    const { recorder } = this.debug;
    return recorder.at({ ...recorder.here(), actual: caller }, action);
  }
}
