/** Tells that the memory has grown: never in the middle of a call, where providers refuse what a listener calls. */
import type { LinearMemory } from "@zmm/storage";

export class GrowthWatch {
  private readonly memory: LinearMemory;
  private readonly tell: (byteLength: number) => void;
  private readonly stopListening: () => void;
  /** Bytes when somebody was told last, or fewer if the memory became shorter since. */
  private known: number;

  constructor(memory: LinearMemory, tell: (byteLength: number) => void) {
    this.memory = memory;
    this.tell = tell;
    this.known = memory.byteLength;
    this.stopListening = memory.onGrow(() => {
      this.known = Math.min(this.known, memory.byteLength);
      // for calls to the heap or the storage themselves, of which nobody says when they are over
      queueMicrotask(() => this.tellIfGrown());
    });
  }

  /** Tells if the memory has grown since it was told last. To be called when a call is over. */
  tellIfGrown(): void {
    const { byteLength } = this.memory;
    if (byteLength <= this.known) return;
    this.known = byteLength;
    this.tell(byteLength);
  }

  end(): void {
    this.stopListening();
  }
}
