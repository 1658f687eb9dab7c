import { dlmalloc } from "./dlmalloc.js";
import { emalloc, emallocEvents } from "./emalloc.js";
import { empty } from "./empty.js";
import type { PeerKind } from "./peer.js";
import { systemHeap } from "./system.js";
import { thingMalloc } from "./thing-malloc.js";
import { tlsf } from "./tlsf.js";
import { zendHeaps } from "./zend.js";

/** Every peer, in the order of the tables. */
export const PEERS: readonly PeerKind[] = [
  empty,
  ...zendHeaps,
  emalloc,
  emallocEvents,
  systemHeap,
  dlmalloc,
  tlsf,
  thingMalloc,
];

/** @throws Error that lists the names when there is no such peer. */
export function peerNamed(name: string): PeerKind {
  const found = PEERS.find((peer) => peer.name === name);
  if (found === undefined)
    throw new Error(`no peer "${name}"; there are: ${PEERS.map((peer) => peer.name).join(", ")}`);
  return found;
}
