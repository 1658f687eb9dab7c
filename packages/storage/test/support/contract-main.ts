import { describe, it } from "node:test";
import { testProvider } from "../../src/testing/index.js";
import { decorators, providers } from "../subjects.js";

/** The contract, with Node's own test runner: every provider behind every decorator. */
for (const provider of providers) {
  testProvider({ describe, it }, provider);
  for (const { name, wrap } of decorators) {
    testProvider(
      { describe, it },
      { name: `${provider.name}, ${name}`, create: (bounds) => wrap(provider.create(bounds)) },
    );
  }
}
