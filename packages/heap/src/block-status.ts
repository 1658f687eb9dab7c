/** The state of one debug block. Magics are unsigned 32-bit values. @zend zend_mm_check_ptr */
export interface BlockStatus {
  /** The address of the user's bytes. */
  readonly address: number;
  /** What the header's magic says; `overflown` when it says nothing known. */
  readonly beginning: "ok" | "freed" | "cached" | "overflown";
  /** The header's magic as found. */
  readonly magic: number;
  /** Whether the cookie fits the block's address. */
  readonly cookie: boolean;
  /** Bytes that the caller asked for. */
  readonly size: number;
  /** The call site that allocated it, as `CallSite` has it. */
  readonly file: number;
  readonly line: number;
  readonly origFile: number;
  readonly origLine: number;
  /** The magic before the user's bytes. */
  readonly start: { readonly found: number; readonly expected: number; readonly overflown: number };
  /** The magic behind them: its four bytes as found, and how many differ. */
  readonly end: { readonly found: readonly number[]; readonly expected: number; readonly overflown: number };
}

/** What is wrong with a block in this state, or null. */
export function faultOf(status: BlockStatus): string | null {
  if (status.beginning === "freed") return "the block was freed already";
  if (status.beginning === "cached") return "the block was freed already and lies in the cache";
  if (status.beginning === "overflown") return "the block's header was overwritten";
  if (!status.cookie) return "the block's cookie was overwritten";
  if (status.start.overflown > 0) return `${status.start.overflown} bytes before the block were overwritten`;
  if (status.end.overflown > 0) return `${status.end.overflown} bytes behind the block were overwritten`;
  return null;
}
