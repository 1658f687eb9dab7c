/**
 * The root of every error that the packages throw on purpose, so that one `instanceof` tells them from bugs.
 * Its subclasses carry what went wrong as fields; `code` names the class for programs.
 */
export class ZmmError extends Error {
  /** A stable name for programs, such as `"MEMORY_LIMIT"`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A call to a provider that makes no sense: a bad size, an address that is not one of its segments. */
export class StorageError extends ZmmError {
  constructor(message: string, code = "STORAGE") {
    super(code, message);
  }
}

/** A size that is not an integer above 0. */
export class SegmentSizeError extends StorageError {
  readonly size: unknown;

  constructor(size: unknown) {
    super(`a segment's size must be an integer above 0, got ${String(size)}`, "SEGMENT_SIZE");
    this.size = size;
  }
}

/** An address at which no segment of the size given begins: foreign, freed already, or inside a segment. */
export class NoSuchSegmentError extends StorageError {
  readonly address: number;
  /** The size that the caller gave, in bytes. */
  readonly size: number;
  /** What is at the address instead. */
  readonly reason: string;

  constructor(address: number, size: number, reason: string) {
    super(`no segment of ${size} bytes at ${hex(address)}: ${reason}`, "NO_SUCH_SEGMENT");
    this.address = address;
    this.size = size;
    this.reason = reason;
  }
}

/** A provider was called by a listener of `onGrow`, in the middle of another call. */
export class ProviderBusyError extends StorageError {
  readonly provider: string;

  constructor(provider: string) {
    super(
      `the ${provider} provider was called by a listener of onGrow, in the middle of another call`,
      "PROVIDER_BUSY",
    );
    this.provider = provider;
  }
}

/** A provider was called after `dispose`. */
export class ProviderDisposedError extends StorageError {
  readonly provider: string;

  constructor(provider: string) {
    super(`the ${provider} provider was used after it was disposed of`, "PROVIDER_DISPOSED");
    this.provider = provider;
  }
}

/** An option of a provider or decorator has a value that cannot be. */
export class StorageOptionError extends StorageError {
  readonly option: string;
  readonly value: unknown;

  constructor(option: string, value: unknown, wanted: string) {
    super(`the option '${option}' must be ${wanted}, got ${String(value)}`, "STORAGE_OPTION");
    this.option = option;
    this.value = value;
  }
}

/** A provider cannot start, as the engine or the machine has no room for the memory that it begins with. */
export class NoMemoryError extends StorageError {
  /** Bytes that were asked for. */
  readonly bytes: number;

  constructor(bytes: number, reason: string) {
    super(`there is no memory of ${bytes} bytes to be had: ${reason}`, "NO_MEMORY");
    this.bytes = bytes;
  }
}

/** No provider has the name asked for. @zend zend_mm_startup */
export class UnknownProviderError extends StorageError {
  readonly provider: string;
  /** The names that there are. */
  readonly known: readonly string[];

  constructor(provider: string, known: readonly string[]) {
    const names = known.map((name) => `\n    '${name}'`).join("");
    super(`Wrong or unsupported zend_mm storage type '${provider}'\n  supported types:${names}`, "UNKNOWN_PROVIDER");
    this.provider = provider;
    this.known = known;
  }
}

/** Bytes that were to be opened again were not written by a provider of this kind, or not at this place. */
export class ForeignMemoryError extends StorageError {
  /** What tells that they are foreign. */
  readonly reason: string;

  constructor(what: string, reason: string) {
    super(`${what} cannot be opened: ${reason}`, "FOREIGN_MEMORY");
    this.reason = reason;
  }
}

/** Bytes that were to be opened again were written by a provider of this kind, and then damaged. */
export class DamagedMemoryError extends StorageError {
  /** What is wrong with them. */
  readonly reason: string;

  constructor(what: string, reason: string) {
    super(`${what} is damaged: ${reason}`, "DAMAGED_MEMORY");
    this.reason = reason;
  }
}

/** Somebody wrote into a segment that had been freed. */
export class WriteAfterFreeError extends StorageError {
  /** The first byte that was written. */
  readonly address: number;
  /** What is there now, and what was filled in. */
  readonly found: number;
  readonly fill: number;

  constructor(address: number, found: number, fill: number) {
    super(
      `freed memory was written at ${hex(address)}: found ${hex(found)}, filled with ${hex(fill)}`,
      "WRITE_AFTER_FREE",
    );
    this.address = address;
    this.found = found;
    this.fill = fill;
  }
}

/** An address or byte as messages show it. */
function hex(value: number): string {
  return Number.isInteger(value) ? `0x${value.toString(16)}` : String(value);
}
