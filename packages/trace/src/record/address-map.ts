import { ALIGNMENT_LOG2 } from "@zmm/layout";

/** Log2 of the blocks' places in a page of the map. */
const PAGE_BITS = 13;
const PAGE_MASK: number = 2 ** PAGE_BITS - 1;

/** Which ID stands for the block at an address: a table by address, in pages that are made when they are needed. */
export class AddressMap {
  private pages: (Int32Array | undefined)[] = [];

  /** The ID at an address; -1 when there is none. */
  get(address: number): number {
    const index = address >>> ALIGNMENT_LOG2;
    const page = this.pages[index >>> PAGE_BITS];
    return page === undefined ? -1 : page[index & PAGE_MASK]! - 1;
  }

  set(address: number, id: number): void {
    const index = address >>> ALIGNMENT_LOG2;
    let page = this.pages[index >>> PAGE_BITS];
    if (page === undefined) {
      page = new Int32Array(PAGE_MASK + 1);
      this.pages[index >>> PAGE_BITS] = page;
    }
    page[index & PAGE_MASK] = id + 1;
  }

  delete(address: number): void {
    const index = address >>> ALIGNMENT_LOG2;
    const page = this.pages[index >>> PAGE_BITS];
    if (page !== undefined) page[index & PAGE_MASK] = 0;
  }

  clear(): void {
    this.pages = [];
  }
}
