/** Two heaps in numbers. */
import type { HeapSession, Series } from "@zmm/viz";

/** A row of the table: what it is, and both heaps' values; `better` says which is, where one can say. */
export interface Figure {
  readonly title: string;
  readonly values: readonly [string, string];
  readonly better: 0 | 1 | null;
}

/** What heaps are at this moment. */
export function momentFigures(first: HeapSession, second: HeapSession, bytes: (size: number) => string): Figure[] {
  const of = (pick: (session: HeapSession) => number): [number, number] => [pick(first), pick(second)];
  return [
    figure(
      "in blocks",
      of(({ heap }) => heap?.usage() ?? 0),
      bytes,
    ),
    figure(
      "taken from the storage",
      of(({ heap }) => heap?.usage(true) ?? 0),
      bytes,
    ),
    figure(
      "failed operations",
      of(({ failures }) => failures),
      whole,
    ),
  ];
}

/** What heaps made of the whole program. */
export function wholeFigures(first: Series, second: Series, bytes: (size: number) => string): Figure[] {
  const of = (pick: (series: Series) => number): [number, number] => [pick(first), pick(second)];
  return [
    figure(
      "most in blocks",
      of(({ usage }) => most(usage)),
      bytes,
    ),
    figure(
      "most from the storage",
      of(({ real }) => most(real)),
      bytes,
    ),
    figure("share of it in blocks, on average", of(utilisation), percent, true),
    figure(
      "fragmentation, on average",
      of(({ fragmentation }) => mean(fragmentation)),
      percent,
    ),
    figure(
      "failed operations",
      of(({ failures }) => failures),
      whole,
    ),
    figure(
      "time for an operation, about",
      of(({ milliseconds, done }) => (1e6 * milliseconds) / Math.max(1, done)),
      (value) => `${whole(value)} ns`,
    ),
  ];
}

function figure(
  title: string,
  [first, second]: readonly [number, number],
  write: (value: number) => string,
  moreIsBetter = false,
): Figure {
  const values = [write(first), write(second)] as const;
  const isFirst = moreIsBetter ? first > second : first < second;
  return { title, values, better: values[0] === values[1] ? null : isFirst ? 0 : 1 };
}

function utilisation({ usage, real }: Series): number {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return sum(real) === 0 ? 0 : sum(usage) / sum(real);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function most(values: readonly number[]): number {
  return values.reduce((highest, value) => Math.max(highest, value), 0);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
