/** What is measured of each provider; each case runs in a process of its own (run.mjs). */
import {
  arrayBuffer,
  firstFit,
  randomBelowOne,
  region,
  resizable,
  scratch,
  shared,
  wasmMemory,
} from "../dist/index.js";

const KIB = 1024;
const MIB = 1024 * KIB;
const SEGMENT = 256 * KIB;

let buffer;

/** Makes each provider: as small as it is at first, or with 1 GiB where it cannot grow. */
export const PROVIDERS = {
  arrayBuffer: () => arrayBuffer(),
  wasmMemory: () => wasmMemory(),
  "wasmMemory, shared": () => wasmMemory({ shared: true }),
  region: () => {
    buffer ??= new ArrayBuffer(1024 * MIB);
    return region({ buffer });
  },
  resizable: () => resizable(),
  shared: () => shared({ initial: 1024 * MIB }),
  "shared, growing": () => shared({ initial: 4 * MIB, maximum: 1024 * MIB }),
  scratch: () => scratch(),
  firstFit: () => firstFit(),
};

/** Millions of pairs of an allocation and a free a second, with `live` segments live. */
function pairs(create, live, size) {
  const provider = create();
  const random = randomBelowOne(1);
  const segments = Array.from({ length: live }, () => {
    const bytes = size(random);
    return { address: provider.allocate(bytes), bytes };
  });
  const round = (count) => {
    for (let index = 0; index < count; index++) {
      const segment = segments[(random() * live) | 0];
      provider.free(segment.address, segment.bytes);
      segment.bytes = size(random);
      segment.address = provider.allocate(segment.bytes);
      if (segment.address === 0) throw new Error("the memory is full");
    }
  };
  return 1000 / median(7, 100_000, round);
}

/** Millions of such pairs a second on one segment, as a heap makes them that sways around a border. */
function sway(create) {
  const provider = create();
  for (let count = 0; count < 3; count++) provider.allocate(SEGMENT);
  const time = median(7, 100_000, (count) => {
    for (let index = 0; index < count; index++) provider.free(provider.allocate(SEGMENT), SEGMENT);
  });
  return 1000 / time;
}

/** Nanoseconds for a reallocation in place, up and down again. */
function inPlace(create) {
  const provider = create();
  let address = provider.allocate(SEGMENT);
  return median(7, 100_000, (count) => {
    for (let index = 0; index < count; index += 2) {
      address = provider.reallocate(address, SEGMENT, SEGMENT + 64 * KIB);
      address = provider.reallocate(address, SEGMENT + 64 * KIB, SEGMENT);
    }
  });
}

/** Milliseconds to grow from 1 MiB to 256 MiB in segments of 256 KiB, each page written once. */
function growth(create) {
  const times = [];
  for (let run = 0; run < 5; run++) {
    const provider = create();
    const start = performance.now();
    for (let bytes = 0; bytes < 256 * MIB; bytes += SEGMENT) {
      const address = provider.allocate(SEGMENT);
      const { u8 } = provider.memory;
      for (let at = 0; at < SEGMENT; at += 4096) u8[address + at] = 1;
    }
    times.push(performance.now() - start);
    provider.dispose();
  }
  return middle(times);
}

/** Milliseconds until `compact` has given 63 of 64 MiB back, each page of which was written. */
function giveBack(create) {
  const times = [];
  for (let run = 0; run < 7; run++) {
    const provider = create();
    const segments = Array.from({ length: 256 }, () => provider.allocate(SEGMENT));
    for (const address of segments) provider.memory.u8.fill(1, address, address + SEGMENT);
    const start = performance.now();
    for (const address of segments.slice(4).reverse()) provider.free(address, SEGMENT);
    provider.compact();
    times.push(performance.now() - start);
    if (provider.supports.release && provider.memory.byteLength > 4 * MIB) throw new Error("nothing was given back");
  }
  return middle(times);
}

/** Microseconds for a new provider and its first segment, once the code is warm. */
function fresh(create) {
  const times = [];
  for (let run = 0; run < 400; run++) {
    const start = performance.now();
    create().allocate(SEGMENT);
    times.push((performance.now() - start) * 1000);
  }
  return middle(times.slice(100));
}

export const CASES = {
  "10 live": { unit: "M/s", run: (create) => pairs(create, 10, () => SEGMENT) },
  "1k live": { unit: "M/s", run: (create) => pairs(create, 1000, (random) => Math.ceil(random() * SEGMENT)) },
  "100k live": { unit: "M/s", run: (create) => pairs(create, 100_000, (random) => (random() < 0.5 ? 4096 : 8192)) },
  sway: { unit: "M/s", run: sway },
  "in place": { unit: "ns", run: inPlace },
  growth: { unit: "ms", run: growth },
  "give back": { unit: "ms", run: giveBack },
  fresh: { unit: "us", run: fresh },
};

/** The median nanoseconds for one of `count` turns, over `runs` runs, the first of which does not count. */
function median(runs, count, round) {
  const times = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    round(count);
    times.push(((performance.now() - start) * 1e6) / count);
  }
  return middle(times.slice(1));
}

function middle(values) {
  return values.sort((a, b) => a - b)[values.length >>> 1];
}
