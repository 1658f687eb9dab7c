/** Between blocks and the addresses that callers know: those of the user's bytes, behind the header. */
import { CELL_SHIFT, HEADER_BYTES } from "../model.js";

/** The byte address of a block's user bytes. @zend ZEND_MM_DATA_OF */
export function userAddress(block: number): number {
  return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
}

/** The block whose user bytes start at a byte address, which is at least a header's length. @zend ZEND_MM_HEADER_OF */
export function blockOf(address: number): number {
  return (address - HEADER_BYTES) >>> CELL_SHIFT;
}
