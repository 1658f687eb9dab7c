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
  constructor(message: string) {
    super("STORAGE", message);
  }
}
