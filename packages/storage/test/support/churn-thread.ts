import { parentPort, workerData } from "node:worker_threads";
import { shared } from "../../src/index.js";
import { type ChurnOrder, churn } from "./churn.js";

const order = workerData as ChurnOrder;
const provider = shared({ buffer: order.buffer, open: true });
parentPort?.postMessage(churn(provider, order));
