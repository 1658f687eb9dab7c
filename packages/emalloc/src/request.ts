import type { Leak } from "./debug/leaks.js";

/** How a request ended. */
export interface RequestEnd {
  /** Which request it was, from 1. */
  readonly number: number;
  /** Bytes that were not freed, as `leakedBytes` of the manager counts them. */
  readonly leakedBytes: number;
  /** Highest usage in bytes. */
  readonly peakUsage: number;
  /** In the debug model, each block that was not freed. */
  readonly leaks: readonly Leak[];
}

/** How to end a request. */
export interface EndRequestOptions {
  /** Whether leaks are left unreported; they are still in the answer. */
  readonly silent?: boolean;
}

/** A request that runs; it ends when it is disposed of. */
export class Request implements Disposable {
  /** Which request it is, from 1. */
  readonly number: number;
  private readonly finish: (options?: EndRequestOptions) => RequestEnd;
  private result: RequestEnd | null = null;

  /** Use `startRequest` of a memory manager. @internal */
  constructor(number: number, finish: (options?: EndRequestOptions) => RequestEnd) {
    this.number = number;
    this.finish = finish;
  }

  /** The request has ended, whoever ended it. @internal */
  settle(result: RequestEnd): void {
    this.result ??= result;
  }

  /** Ends the request, once; later calls, and those after the manager ended it, give the same answer. */
  end(options: EndRequestOptions = {}): RequestEnd {
    this.result ??= this.finish(options);
    return this.result;
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
