import { SystemHeap, ZendHeap } from "@zmm/heap";
import { heapContract } from "@zmm/heap/testing";
import { describe, it } from "vitest";

describe("the system heap", () => {
  heapContract({ describe, it }, (storage) => SystemHeap.create(storage));
});

describe("the Zend heap", () => {
  for (const model of ["ilp32", "lp64"] as const) {
    describe(model, () => {
      heapContract({ describe, it }, (storage) => ZendHeap.create(storage, { model }), {
        sees: ["foreign", "interior"],
      });
    });
    describe(`${model}, hardened`, () => {
      heapContract({ describe, it }, (storage) => ZendHeap.create(storage, { model, hardened: true }));
    });
  }

  describe("lp64-debug", () => {
    heapContract({ describe, it }, (storage) => ZendHeap.create(storage, { model: "lp64-debug" }));
  });
});
