/** The heap contract in a browser, over the providers that a page would use. */
import { SystemHeap, ZendHeap } from "@zmm/heap";
import { heapContract } from "@zmm/heap/testing";
import { describe, it } from "vitest";

describe.each(["ilp32", "lp64", "lp64-debug"] as const)("the Zend heap, %s", (model) => {
  heapContract({ describe, it }, (storage) => ZendHeap.create(storage, { model }), { sees: ["foreign", "interior"] });
});

describe("the system heap", () => {
  heapContract({ describe, it }, (storage) => SystemHeap.create(storage));
});
