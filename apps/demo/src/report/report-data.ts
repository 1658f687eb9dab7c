/** What a report shows: plain data, collected by the command line and drawn by the page. */
import type { SiteTotals, SizeRow, TraceStatistics } from "@zmm/trace";

/** The letters of a frame's cells: nothing there, free, cached, and used by quarters. */
export const CELL_NOTHING = " ";
export const CELL_FREE = ".";
export const CELL_CACHED = "c";
export const CELL_USED = "1234";

/** Curves over the operations: `at` says after how many. Sizes in bytes. */
export interface MemorySeries {
  readonly at: readonly number[];
  readonly usage: readonly number[];
  readonly cached: readonly number[];
  readonly real: readonly number[];
  /**
   * Of the allocations since the point before, the share whose block the very next operation freed, 0 to 1; null where
   * there was none.
   */
  readonly temporary: readonly (number | null)[];
}

/** The memory at some moments, each a text of one letter a cell, in the order of addresses. */
export interface MapFrames {
  readonly at: readonly number[];
  /** The share of the free bytes outside the largest free block, 0 to 1. */
  readonly fragmentation: readonly number[];
  /** The share of the real size that lies in no used block, 0 to 1. */
  readonly unused: readonly number[];
  readonly cells: readonly string[];
  readonly cellBytes: number;
}

/** What the cache of one size class did. */
export interface BucketHits {
  /** The true size, in bytes. */
  readonly size: number;
  readonly hits: number;
  readonly misses: number;
}

/** All that a report shows. Sizes in bytes, shares from 0 to 1. */
export interface ReportData {
  readonly title: string;
  readonly model: string;
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** Operations that failed for lack of memory. */
  readonly failures: number;
  readonly memory: MemorySeries;
  /** The most that there has been at any moment, between those of the curves too. */
  readonly peaks: { readonly usage: number; readonly real: number };
  readonly map: MapFrames;
  readonly sizes: readonly SizeRow[];
  readonly buckets: readonly BucketHits[];
  readonly program: TraceStatistics;
  /** Call sites by bytes asked for, and by bytes left; empty when no sites are known. */
  readonly topSites: readonly SiteTotals[];
  readonly leaks: readonly SiteTotals[];
  readonly notes: readonly { readonly at: number; readonly text: string }[];
}
