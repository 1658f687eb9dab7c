/**
 * Stands before a debug heap: tells it where each call comes from, and turns what it refuses into PHP's reports.
 * PHP prints a report and returns; here the call throws, so that no mistake goes unnoticed, and the report goes along.
 */
import { InvalidPointerError, type ZendHeap } from "@zmm/heap";
import { InvalidBlockError } from "../errors.js";
import type { Front } from "../fronts/front.js";
import { type BlockReport, reportBlock } from "./block-report.js";
import { findLeaks, type Leak, leakReport } from "./leaks.js";
import type { SiteRecorder } from "./site-recorder.js";
import type { SiteTable } from "./site-table.js";
import { THICK_RULE } from "./text.js";

/** Takes PHP's reports, as text of whole lines. */
export type ReportSink = (text: string) => void;

export interface DebugSettings {
  readonly recorder: SiteRecorder;
  readonly table: SiteTable;
  readonly sink: ReportSink;
  /** What runs, as reports name it. */
  readonly script: string;
}

export class DebugFront implements Front {
  private readonly heap: ZendHeap;
  private readonly settings: DebugSettings;

  constructor(heap: ZendHeap, settings: DebugSettings) {
    this.heap = heap;
    this.settings = settings;
  }

  allocate(size: number): number {
    this.heap.site = this.settings.recorder.record();
    return this.heap.allocate(size);
  }

  free(address: number): void {
    if (address === 0) {
      this.checkBlock(address);
      return;
    }
    try {
      this.heap.free(address);
    } catch (error) {
      throw this.explained(error, address);
    }
  }

  reallocate(address: number, size: number): number {
    this.heap.site = this.settings.recorder.record();
    try {
      return this.heap.reallocate(address, size);
    } catch (error) {
      throw this.explained(error, address);
    }
  }

  /** Looks at one block; what is wrong is reported, and with `loud` what is right too. @zend _mem_block_check */
  checkBlock(address: number, loud = false, cachedIsFault = true): BlockReport {
    const { table, script, recorder, sink } = this.settings;
    const report = reportBlock({ heap: this.heap, table, script, cachedIsFault }, address, recorder.here());
    if (loud || !report.ok) sink(report.text);
    return report;
  }

  /** Looks at every block, and returns how many are not well. @zend _full_mem_check */
  checkAll(loud: boolean): number {
    const { recorder, sink } = this.settings;
    const { file, line } = recorder.here();
    sink(`${THICK_RULE}\nFull Memory Check at ${file}:${line}\n`);
    let errors = 0;
    recorder.at({ ...recorder.here(), actual: null }, () => {
      for (const { address } of this.heap.liveBlocks()) {
        if (!this.checkBlock(address, loud, false).ok) errors++;
      }
    });
    sink(`End of full memory check ${file}:${line} (${errors} errors)\n${THICK_RULE}\n`);
    return errors;
  }

  leaks(): Leak[] {
    return findLeaks(this.heap, this.settings.table);
  }

  /** Reports leaks in PHP's words. */
  reportLeaks(leaks: readonly Leak[]): void {
    const text = leakReport(leaks, this.settings.script);
    if (text !== "") this.settings.sink(text);
  }

  private explained(error: unknown, address: number): unknown {
    if (!(error instanceof InvalidPointerError)) return error;
    const report = this.checkBlock(address);
    return new InvalidBlockError(address, error.reason, report.status, report.text);
  }
}
