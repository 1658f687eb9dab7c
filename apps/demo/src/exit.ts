/** The exit codes of `zmm`. */
export const EXIT_OK = 0;
/** A heap answered something else than a golden says. */
export const EXIT_DIFFERENT = 1;
/** Input that cannot be read, or options that cannot be. */
export const EXIT_BAD_INPUT = 2;
/** Standard output cannot be written. */
export const EXIT_NO_OUTPUT = 74;
/** A bug in `zmm` itself. */
export const EXIT_BUG = 70;

/** Something the user has to put right; the message says what. */
export class UsageError extends Error {}
