export { randomBelowOne } from "../random.js";
export { FilledSegments } from "./filled-segments.js";
export { type ProviderUnderTest, type TestRunner, testProvider } from "./provider-suite.js";
