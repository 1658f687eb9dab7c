import { describe, expect, test } from "vitest";
import { fc } from "../../../../scripts/properties.js";
import { MOST_GENERATED, PATTERNS, type Pattern } from "../../src/input/patterns.js";
import { FIRST_ADDRESS, formatAddress, type LabAddress, parseAddress } from "../../src/state/address.js";
import { formatBytes, parseBytes } from "../../src/state/bytes.js";
import { DEFAULT_SETTINGS, type LabSettings, STORAGES, traceDefaults } from "../../src/state/settings.js";
import type { Source } from "../../src/state/source.js";
import { VIEW_NAMES } from "../../src/state/views.js";

const bytes = fc.option(fc.integer({ min: 1, max: 2 ** 31 }));
const settings: fc.Arbitrary<LabSettings> = fc
  .record({
    heap: fc.constantFrom("zend" as const, "system" as const),
    model: fc.constantFrom("ilp32" as const, "lp64" as const, "lp64-debug" as const),
    storage: fc.constantFrom(...STORAGES.map(({ name }) => name)),
    segmentSize: bytes,
    limit: bytes,
    capacity: bytes,
  })
  // the system heap has no model of its own
  .map((made) => (made.heap === "system" ? { ...made, model: DEFAULT_SETTINGS.model } : made));
const text = fc.string({ unit: "binary", maxLength: 40 }).filter((made) => made.isWellFormed());
const source: fc.Arbitrary<Source> = fc.oneof(
  text.map((name) => ({ kind: "bundled" as const, name })),
  text.map((name) => ({ kind: "served" as const, name })),
  text.map((name) => ({ kind: "file" as const, name })),
  text.map((script) => ({ kind: "script" as const, text: script })),
  fc.record({
    kind: fc.constant("generated" as const),
    pattern: fc.constantFrom(...(Object.keys(PATTERNS) as Pattern[])),
    seed: fc.nat(),
    count: fc.integer({ min: 1, max: MOST_GENERATED }),
  }),
);
const address: fc.Arbitrary<LabAddress> = fc.record({
  source,
  step: fc.nat(),
  settings,
  rival: fc.option(settings),
  views: fc.subarray([...VIEW_NAMES], { minLength: 1 }),
  selection: fc.option(
    fc.record({ address: fc.nat(), bytes: fc.nat(), kind: fc.constantFrom("block", "field", "segment", "bytes") }),
  ),
  map: fc.option(fc.record({ start: fc.nat(), scale: fc.constantFrom(0.05, 0.5, 12, 300.125) })),
  typed: fc.array(fc.record({ at: fc.nat(999_999), text: text.filter((made) => made !== "") }), { maxLength: 3 }),
});

describe("the address of the page", () => {
  test("says every state so that it is read again", () => {
    fc.assert(fc.property(address, (state) => void expect(parseAddress(`#${formatAddress(state)}`)).toEqual(state)));
  });

  test("stays short and readable for what is as it comes", () => {
    expect(formatAddress(FIRST_ADDRESS)).toBe("trace=wordpress&step=20000");
    expect(
      formatAddress({ ...FIRST_ADDRESS, rival: { ...DEFAULT_SETTINGS, heap: "system", limit: 8 * 2 ** 20 } }),
    ).toBe("trace=wordpress&step=20000&with=system,limit=8M");
  });

  test("asks for no more operations than a made-up program has", () => {
    const { source: read } = parseAddress("#generate=churn,1,99999999");
    expect(read).toEqual({ kind: "generated", pattern: "churn", seed: 1, count: MOST_GENERATED });
  });

  test("that says nothing, or nonsense, opens the page as at first", () => {
    expect(parseAddress("")).toEqual(FIRST_ADDRESS);
    fc.assert(
      fc.property(text, (nonsense) => {
        const {
          views,
          step,
          settings: read,
        } = parseAddress(`#heap=${nonsense}&views=${nonsense}&step=${nonsense}&map=${nonsense}`);
        expect(views.length).toBeGreaterThan(0);
        expect(step).toBeGreaterThanOrEqual(0);
        expect(STORAGES.map(({ name }) => name)).toContain(read.storage);
      }),
    );
  });
});

test("what a trace sets holds where settings say nothing, and a limit beyond all addresses is none", () => {
  expect(traceDefaults({})).toEqual({ segmentSize: 256 * 1024, limit: null });
  expect(traceDefaults({ segmentSize: 65_536, limit: 2 ** 23 })).toEqual({ segmentSize: 65_536, limit: 2 ** 23 });
  expect(traceDefaults({ limit: 2 ** 62 }).limit).toBeNull();
});

describe("sizes as people type them", () => {
  test("are read as they are written", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        (size) => void expect(parseBytes(formatBytes(size))).toBe(size),
      ),
    );
    expect(["64K", "8m", "1G", "12"].map(parseBytes)).toEqual([65536, 8 * 2 ** 20, 2 ** 30, 12]);
  });

  test.each(["", "0", "-1", "1.5M", "K", "8MB", "99999999G", "1e3"])("'%s' is none", (typed) => {
    expect(parseBytes(typed)).toBeNull();
  });
});
