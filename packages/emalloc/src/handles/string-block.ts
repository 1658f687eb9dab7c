import { encodeText, readText } from "../strings.js";
import { BlockHandle } from "./block-handle.js";
import type { Lender, LendOptions } from "./lender.js";

/** Text in memory: UTF-8 bytes and a NUL behind them. Its length is known, so NULs inside of it are no end. */
export class StringBlock extends BlockHandle {
  /** Bytes of the text, without the NUL. */
  readonly textLength: number;

  /** Use `string` of a memory manager. @internal */
  constructor(lender: Lender, text: string, options: LendOptions) {
    const bytes = encodeText(text);
    super(lender, bytes.length + 1, options);
    this.textLength = bytes.length;
    this.memory.wake();
    const { u8 } = this.memory;
    u8.set(bytes, this.address);
    u8[this.address + bytes.length] = 0;
  }

  /** The text. A lone surrogate has become U+FFFD on its way through UTF-8. @throws DisposedError */
  override toString(): string {
    return readText(this.memory, this.address, this.textLength);
  }
}
