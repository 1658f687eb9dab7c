/** Where in the program a call came from; debug blocks carry it in their headers. */

/**
 * A call site as a debug header holds it. C stores pointers to constant strings; here `file` is whatever word the
 * caller uses for its file names (an index of a table, the address of a string), 0 for none.
 * @zend ZEND_FILE_LINE_DC, ZEND_FILE_LINE_ORIG_DC
 */
export interface CallSite {
  /** The file of the call, as a word. */
  readonly file: number;
  /** The line of the call. */
  readonly line: number;
  /** The file that the call was relayed for, or 0. */
  readonly origFile: number;
  /** The line that the call was relayed for, or 0. */
  readonly origLine: number;
  /** The place as error messages show it, such as `src/a.ts:10`; empty when unknown. */
  readonly label: string;
}

/** Nobody said where the call came from. */
export const NO_CALL_SITE: CallSite = { file: 0, line: 0, origFile: 0, origLine: 0, label: "" };
