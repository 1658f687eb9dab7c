/** One class per way in which a heap can fail, with PHP's own text as the message where PHP has one. */
import { ZmmError } from "@zmm/storage";
import type { BlockStatus } from "./block-status.js";

/** The memory limit does not allow another segment. @zend zend_mm_safe_error */
export class MemoryLimitError extends ZmmError {
  /** The limit, in bytes. */
  readonly limit: number;
  /** What the caller asked for, in bytes. */
  readonly requested: number;

  constructor(limit: number, requested: number, site = "") {
    super(
      "MEMORY_LIMIT",
      `Allowed memory size of ${digits(limit)} bytes exhausted${site} (tried to allocate ${requested} bytes)`,
    );
    this.limit = limit;
    this.requested = requested;
  }
}

/** The storage has no memory, or the size does not fit the data model's word. @zend zend_mm_safe_error */
export class OutOfMemoryError extends ZmmError {
  /** What the heap had from the storage at that moment, in bytes. */
  readonly allocated: number;
  /** What the caller asked for, in bytes. */
  readonly requested: number;

  constructor(allocated: number, requested: number, site = "") {
    super("OUT_OF_MEMORY", `Out of memory (allocated ${allocated})${site} (tried to allocate ${requested} bytes)`);
    this.allocated = allocated;
    this.requested = requested;
  }
}

/** The heap's own structures disagree with each other: something wrote where it must not. @zend zend_mm_panic */
export class HeapCorruptionError extends ZmmError {
  /** The address of the block or field where it was seen. */
  readonly address: number;
  /** What was found, and what should have been there. */
  readonly detail: string;

  constructor(address: number, detail: string) {
    super("HEAP_CORRUPTED", `zend_mm_heap corrupted at ${hex(address)}: ${detail}`);
    this.address = address;
    this.detail = detail;
  }
}

/** An address that is not a live block was given to `free`, `reallocate` or `blockSize`. */
export class InvalidPointerError extends ZmmError {
  readonly address: number;
  /** Why it cannot be a live block. */
  readonly reason: string;
  /** In the debug model, what the block's header says. */
  readonly status: BlockStatus | null;

  constructor(address: number, reason: string, status: BlockStatus | null = null) {
    super("INVALID_POINTER", `invalid pointer ${hex(address)}: ${reason}`);
    this.address = address;
    this.reason = reason;
    this.status = status;
  }
}

/** A size that is not an integer from 0 to 2^53 - 1. */
export class InvalidSizeError extends ZmmError {
  readonly size: unknown;

  constructor(size: unknown, what = "size") {
    super("INVALID_SIZE", `${what} must be an integer from 0 to 2^53 - 1, got ${String(size)}`);
    this.size = size;
  }
}

/** `count * size + offset` does not fit the data model's word. @zend zend_safe_address */
export class SizeOverflowError extends ZmmError {
  readonly count: number;
  readonly size: number;
  readonly offset: number;

  constructor(count: number, size: number, offset: number) {
    super("SIZE_OVERFLOW", `Possible integer overflow in memory allocation (${count} * ${size} + ${offset})`);
    this.count = count;
    this.size = size;
    this.offset = offset;
  }
}

/** A heap or manager was asked to start with settings that cannot be. */
export class ConfigurationError extends ZmmError {
  constructor(message: string) {
    super("CONFIGURATION", message);
  }
}

/** A heap, manager or provider was used after its end. */
export class DisposedError extends ZmmError {
  constructor(what: string) {
    super("DISPOSED", `${what} was used after it was disposed of`);
  }
}

/** An address as messages show it. */
function hex(address: unknown): string {
  return typeof address === "number" ? `0x${address.toString(16)}` : String(address);
}

/** A whole number in full, where `String` would turn to exponents. */
function digits(value: number): string {
  return BigInt(value).toString();
}
