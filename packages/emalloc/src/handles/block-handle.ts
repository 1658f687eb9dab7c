import { DisposedError } from "@zmm/heap";
import type { LinearMemory } from "@zmm/storage";
import type { Lender, LendOptions, Loan } from "./lender.js";

/** A block with a keeper: it is freed through the handle, once, and not used after. */
export abstract class BlockHandle implements Disposable {
  protected readonly memory: LinearMemory;
  private readonly lender: Lender;
  private loan: Loan | null;

  protected constructor(lender: Lender, size: number, options: LendOptions) {
    this.lender = lender;
    this.memory = lender.memory;
    this.loan = lender.lend(size, options);
    lender.warner?.watch(this, lender, this.loan);
  }

  /** Address of the first byte. @throws DisposedError */
  get address(): number {
    return this.held().address;
  }

  /** Requested bytes. @throws DisposedError */
  get byteLength(): number {
    return this.held().size;
  }

  /** Whether the block is still there: neither freed nor dropped by the end of a request, its heap or its manager. */
  get live(): boolean {
    return this.loan !== null && this.lender.holds(this.loan);
  }

  /** Frees the block. Of a block that is not there any more it does nothing. */
  free(): void {
    const { loan } = this;
    if (loan === null) return;
    const { live } = this;
    this.loan = null;
    this.lender.warner?.forget(this);
    if (live) this.lender.takeBack(loan);
  }

  [Symbol.dispose](): void {
    this.free();
  }

  /** Gives the block another size in bytes; what both sizes share is kept, and so is the alignment. */
  protected resizeBytes(size: number): void {
    this.loan = this.lender.relend(this.held(), size);
    const { warner } = this.lender;
    warner?.forget(this);
    warner?.watch(this, this.lender, this.loan);
  }

  private held(): Loan {
    if (this.loan === null || !this.live) throw new DisposedError("a block of memory");
    return this.loan;
  }
}
