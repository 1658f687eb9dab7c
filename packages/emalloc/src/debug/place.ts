/** A place in a program. */
export interface Place {
  /** The file as the stack names it, without `file://`. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** The function, where the stack names one. */
  readonly function?: string;
}

/** A call's place, and the place that it was made for when somebody relayed it. */
export interface Site extends Place {
  /** Who the call was made for; null when nobody relayed it. @zend orig_filename, orig_lineno */
  readonly actual: Place | null;
}
