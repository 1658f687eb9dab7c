/** What only the interface layer can say; all other errors are the heap's and the storage's. */
import { type BlockStatus, InvalidPointerError } from "@zmm/heap";
import { ZmmError } from "@zmm/storage";

/** A debug heap refused a block; `report` is what PHP prints about it. @zend zend_mm_check_ptr */
export class InvalidBlockError extends InvalidPointerError {
  /** PHP's block status report, several lines. */
  readonly report: string;

  constructor(address: number, reason: string, status: BlockStatus | null, report: string) {
    super(address, reason, status);
    this.report = report;
  }
}

/** A string was asked for that goes beyond what is there. */
export class StringRangeError extends ZmmError {
  /** Bytes asked for. */
  readonly length: number;
  /** Bytes there are. */
  readonly available: number;

  constructor(length: number, available: number) {
    super("STRING_RANGE", `${length} bytes of a string were asked for, there are ${available}`);
    this.length = length;
    this.available = available;
  }
}

/** Requests were started or ended in an order that cannot be. */
export class RequestError extends ZmmError {
  constructor(message: string) {
    super("REQUEST", message);
  }
}
