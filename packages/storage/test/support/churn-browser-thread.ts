import { shared } from "../../src/index.js";
import { type ChurnOrder, churn } from "./churn.js";

/** What a worker of a browser does: waits for an order, follows it, tells the result. */
self.addEventListener("message", ({ data }: MessageEvent<ChurnOrder>) => {
  const provider = shared({ buffer: data.buffer, open: true });
  self.postMessage(churn(provider, data));
});
