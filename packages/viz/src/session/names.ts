/** What blocks are called: scripts name them, and a name may come to stand for another block later. */
import type { Naming, ScriptScope } from "./script.js";

export class Names {
  private readonly namings: readonly Naming[];

  /** @param namings in the order of their operations. */
  constructor(namings: readonly Naming[]) {
    this.namings = namings;
  }

  /** The names that were given before `position`, and behind them those of a script that begins there. */
  branched(position: number, script: readonly Naming[]): Names {
    const known = this.namings.filter(({ at }) => at < position);
    return new Names([...known, ...script.map((naming) => ({ ...naming, at: naming.at + position }))]);
  }

  /** What block `id` is called once operation `index`, from 0, is done: its name, or `#` and the ID. */
  after(index: number, id: number): string {
    return this.namings.findLast((naming) => naming.id === id && naming.at <= index)?.name ?? `#${id}`;
  }

  /** What the names given before `position` stand for, and why others stand for nothing any more. */
  meanings(position: number, isLive: (id: number) => boolean): Required<Pick<ScriptScope, "names" | "dead">> {
    const latest = new Map<string, number>();
    for (const { at, id, name } of this.namings) if (at < position) latest.set(name, id);
    const names = new Map<string, number>();
    const dead = new Map<string, string>();
    for (const [name, id] of latest) {
      if (isLive(id)) names.set(name, id);
      else dead.set(name, "its block is gone at this moment");
    }
    return { names, dead };
  }
}
