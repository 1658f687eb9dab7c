import { describe, it } from "vitest";
import { testProvider } from "../src/testing/index.js";
import { decorators, providers } from "./subjects.js";

/** Every provider bare and behind every decorator; its variants bare and behind all decorators at once. */
for (const provider of providers) {
  testProvider({ describe, it }, provider);
  for (const { name, wrap } of provider.name.includes(",") ? decorators.slice(-1) : decorators) {
    testProvider(
      { describe, it },
      { name: `${provider.name}, ${name}`, create: (bounds) => wrap(provider.create(bounds)), seed: 2 },
    );
  }
}
