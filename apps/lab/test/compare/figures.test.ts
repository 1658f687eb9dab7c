import { collectSeries, HeapSession } from "@zmm/viz";
import { expect, test } from "vitest";
import { momentFigures, wholeFigures } from "../../src/compare/figures.js";
import { generate } from "../../src/input/patterns.js";

const write = (bytes: number): string => `${bytes} B`;

test("two heaps in numbers, and which is better where one can say", async () => {
  const trace = generate("mixed", 3, 3000);
  const choices = [{ model: "lp64" }, { heap: "system" }] as const;
  const [zend, system] = choices.map((choice) => HeapSession.ofTrace(trace, choice));
  for (const session of [zend!, system!]) session.seek(3000);
  const [blocks, , failed] = momentFigures(zend!, system!, write);
  expect(blocks?.values).toEqual([write(zend!.heap!.usage()), write(system!.heap!.usage())]);
  expect(blocks?.better).toBe(zend!.heap!.usage() < system!.heap!.usage() ? 0 : 1);
  expect(failed).toMatchObject({ values: ["0", "0"], better: null });

  const [a, b] = await Promise.all(choices.map((choice) => collectSeries(trace, choice)));
  const [most, , share] = wholeFigures(a!, b!, write);
  expect(most?.values).toEqual([write(Math.max(...a!.usage)), write(Math.max(...b!.usage))]);
  expect(share?.values.every((text) => /^\d+\.\d %$/.test(text))).toBe(true);
});
