/** Everything that the page is about: what is loaded, on which heaps, and what of it is shown. */
import { HeapSession, type MapWindow } from "@zmm/viz";
import { type ShallowRef, shallowRef, triggerRef } from "vue";
import { bundledUrl } from "../input/bundled-traces.js";
import { generate } from "../input/patterns.js";
import { fetchBytes, fileBytes, type Progress, type Read, type ReadOptions, readBytes } from "../input/read-file.js";
import type { LabAddress, Typed } from "./address.js";
import { InputError } from "./input-error.js";
import { type Problem, type ProblemPlace, problemOf } from "./problem.js";
import { choiceOf, DEFAULT_SETTINGS, type LabSettings, settingsTitle } from "./settings.js";
import type { Source } from "./source.js";
import { DEFAULT_VIEWS, type ViewName } from "./views.js";

/** What a session can be made from, again and again. */
type Material = Read | { readonly script: string };

/** An address, and the moment at which it was asked for. */
interface Wanted {
  readonly address: LabAddress;
  readonly session: HeapSession;
  readonly version: number;
}

/** One line of what was typed, and what came of it. */
export interface TypedLine extends Typed {
  /** How the last operation of the line ended. */
  readonly outcome: string;
  readonly succeeded: boolean;
}

export class Lab {
  readonly source: ShallowRef<Source> = shallowRef({ kind: "script", text: "" });
  readonly session: ShallowRef<HeapSession> = shallowRef(HeapSession.ofScript("", choiceOf(DEFAULT_SETTINGS)));
  readonly settings: ShallowRef<LabSettings> = shallowRef(DEFAULT_SETTINGS);
  /** The heap beside it, on the same operations, or null. */
  readonly rival: ShallowRef<HeapSession | null> = shallowRef(null);
  readonly rivalSettings: ShallowRef<LabSettings | null> = shallowRef(null);
  readonly views: ShallowRef<readonly ViewName[]> = shallowRef(DEFAULT_VIEWS);
  readonly map: ShallowRef<MapWindow | null> = shallowRef(null);
  readonly typed: ShallowRef<readonly TypedLine[]> = shallowRef([]);
  /** What goes on, or null. */
  readonly progress: ShallowRef<Progress | null> = shallowRef(null);
  /** What went wrong, by place; a place is cleared when something works there. */
  readonly problems: ShallowRef<ReadonlyMap<ProblemPlace, Problem>> = shallowRef(new Map());
  private material: Material = { script: "" };
  private loading = new AbortController();
  private wanted: Wanted | null = null;
  /** What was typed behind the end of the trace, which lines typed in its middle set aside with its rest. */
  private kept: readonly TypedLine[] = [];

  /** Shows what an address says. What cannot be had is said and stays wanted, and the rest stays. */
  async open(address: LabAddress): Promise<void> {
    const { source, views } = address;
    this.views.value = views;
    this.wanted = { address, session: this.session.value, version: this.session.value.version.value };
    const material = await this.load(source, (options) => this.fetch(source, options));
    if (material !== null) this.show(address, material);
  }

  /** Shows a source from its start. */
  async use(source: Source): Promise<void> {
    const material = await this.load(source, (options) => this.fetch(source, options));
    if (material !== null) this.start(source, material, this.settings.value);
  }

  /** Shows a file: a trace of any format, or a snapshot; as an address says it, where one has asked for that file. */
  async useFile(file: File): Promise<void> {
    const source: Source = { kind: "file", name: file.name };
    const address = this.pending();
    const material = await this.load(source, async (options) => readBytes(await fileBytes(file), file.name, options));
    if (material === null) return;
    if (address?.source.kind === "file" && address.source.name === file.name) this.show(address, material);
    else this.start(source, material, this.settings.value);
  }

  /** Runs the same operations on another heap; says why where that cannot be. Returns whether it could. */
  setSettings(settings: LabSettings): boolean {
    const { position } = this.session.value;
    const address = this.pending();
    const session = this.attempt("settings", () => this.sessionOn(settings));
    if (session === null) return false;
    this.settings.value = settings;
    this.take(session);
    this.retype(session);
    this.go(Math.min(position, session.length));
    this.map.value = null;
    // perhaps these are the settings that it can start with
    if (address) void this.open({ ...address, settings });
    return true;
  }

  /** Puts another heap beside it, or with null none. Returns whether it could. */
  setRival(settings: LabSettings | null): boolean {
    if (settings === null || this.session.value.heap === null) {
      this.rival.value?.dispose();
      this.rival.value = null;
      this.rivalSettings.value = null;
      this.forget("rival");
      return settings === null;
    }
    const rival = this.attempt("rival", () => {
      const session = this.sessionOn(settings);
      for (const { at, text } of this.typed.value) {
        session.seek(at);
        session.append(text);
      }
      session.seek(Math.min(this.session.value.position, session.length));
      return session;
    });
    if (rival === null) return false;
    this.rival.value?.dispose();
    this.rival.value = rival;
    this.rivalSettings.value = settings;
    return true;
  }

  /** Does operations typed by the reader, here and now. Returns whether they could be read. */
  type(text: string): boolean {
    const done = this.typeAt(this.session.value.position, text);
    const rival = this.rivalSettings.value;
    if (done && rival) this.setRival(rival);
    return done;
  }

  /** Brings the trace back that typed operations have set aside. */
  rejoin(): void {
    this.session.value.rejoin();
    this.typed.value = this.kept;
    const rival = this.rivalSettings.value;
    if (rival) this.setRival(rival);
  }

  /** Goes to a moment; what goes wrong is said. */
  go(position: number): void {
    const { session } = this;
    this.attempt("input", () => session.value.seek(position));
  }

  /** Moves the heap beside it to the same moment. */
  followRival(): void {
    const rival = this.rival.value;
    const { position } = this.session.value;
    if (rival && rival.position !== position && position <= rival.length)
      this.attempt("rival", () => rival.seek(position));
  }

  toggleView(name: ViewName): void {
    const { views } = this;
    views.value = views.value.includes(name) ? views.value.filter((view) => view !== name) : [...views.value, name];
  }

  /** What the page's address should be now. */
  address(): LabAddress {
    return this.pending() ?? this.shown();
  }

  /** What the heap is, in words. */
  title(): string {
    return settingsTitle(this.settings.value);
  }

  say(problem: Problem): void {
    this.problems.value = new Map([...this.problems.value, [problem.place, problem]]);
  }

  forget(place: ProblemPlace): void {
    if (this.problems.value.has(place)) {
      this.problems.value = new Map([...this.problems.value].filter(([key]) => key !== place));
    }
  }

  /** The address that could not be shown; null where there is none, or the reader has gone on with what there was. */
  private pending(): LabAddress | null {
    const { wanted, session, views } = this;
    if (wanted?.session !== session.value || wanted.version !== session.value.version.value) return null;
    return { ...wanted.address, views: views.value };
  }

  private shown(): LabAddress {
    const { source, settings, rivalSettings, views, map, typed, session } = this;
    return {
      source: source.value,
      step: session.value.position,
      settings: settings.value,
      rival: rivalSettings.value,
      views: views.value,
      selection: session.value.pinned.value,
      map: map.value,
      typed: typed.value.map(({ at, text }) => ({ at, text })),
    };
  }

  /** Shows what an address says of its material. */
  private show({ source, step, settings, rival, selection, map, typed }: LabAddress, material: Material): void {
    if (!this.start(source, material, settings)) return;
    for (const { at, text } of typed) if (at <= this.session.value.length) this.typeAt(at, text);
    this.go(Math.min(step, this.session.value.length));
    this.session.value.pin(selection);
    this.map.value = map;
    this.setRival(rival);
  }

  private async fetch(source: Source, options: ReadOptions): Promise<Material> {
    switch (source.kind) {
      case "bundled": {
        const url = bundledUrl(source.name);
        if (url === null) throw new InputError("There is no such trace", `No trace here is called ${source.name}.`);
        return readBytes(await fetchBytes(url, source.name, options), source.name, options);
      }
      case "served": {
        const url = `./open/${encodeURIComponent(source.name)}`;
        return readBytes(await fetchBytes(url, source.name, options), source.name, options);
      }
      case "file":
        throw new InputError(
          "This link needs a file of yours",
          `It was made with ${source.name}, which lay on somebody's machine and not here. Open that file to go on.`,
        );
      case "script":
        return { script: source.text };
      case "generated":
        return { trace: generate(source.pattern, source.seed, source.count) };
    }
  }

  /** Loads one thing at a time: a later one ends an earlier one. Null when it failed, which is said. */
  private async load(_: Source, work: (options: ReadOptions) => Promise<Material>): Promise<Material | null> {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.session.value.playing.value = false;
    const onProgress = (progress: Progress): void => {
      if (!signal.aborted) this.progress.value = progress;
    };
    try {
      const material = await work({ onProgress, signal });
      return signal.aborted ? null : material;
    } catch (error) {
      if (!signal.aborted) this.say(problemOf(error, "input"));
      return null;
    } finally {
      if (!signal.aborted) this.progress.value = null;
    }
  }

  /** A new heap on what was loaded, from its start. Returns whether it could start. */
  private start(source: Source, material: Material, settings: LabSettings): boolean {
    const before = this.material;
    this.material = material;
    const session = this.attempt("input", () => this.sessionOn(settings));
    if (session === null) {
      this.material = before;
      return false;
    }
    this.wanted = null;
    this.source.value = source;
    this.settings.value = settings;
    this.typed.value = [];
    this.kept = [];
    this.map.value = null;
    this.forget("typing");
    this.forget("settings");
    this.take(session);
    this.setRival(this.rivalSettings.value);
    return true;
  }

  private take(session: HeapSession): void {
    this.session.value.dispose();
    this.session.value = session;
    triggerRef(this.session);
  }

  private sessionOn(settings: LabSettings): HeapSession {
    const { material } = this;
    if ("snapshot" in material) return HeapSession.ofSnapshot(material.snapshot);
    if (settings.storage === "shared" && typeof SharedArrayBuffer === "undefined") {
      const why = "Browsers give it only to pages that their server keeps apart from others, as zmm lab does.";
      throw new InputError("This page has no shared memory", why);
    }
    const choice = choiceOf(settings);
    return "trace" in material
      ? HeapSession.ofTrace(material.trace, choice)
      : HeapSession.ofScript(material.script, choice);
  }

  private typeAt(position: number, text: string): boolean {
    const session = this.session.value;
    const done = this.attempt("typing", () => {
      session.seek(position);
      session.append(text);
      return true;
    });
    if (done === null) return false;
    const { explanation } = session;
    const line = { at: position, text, outcome: explanation?.outcome ?? "", succeeded: explanation?.succeeded ?? true };
    this.typed.value = [...this.typed.value.filter(({ at }) => at < position), line];
    if (!session.isBranched) this.kept = this.typed.value;
    return true;
  }

  /** Types on a new session what was typed on the one before, and first what it has set aside. */
  private retype(session: HeapSession): void {
    const { kept, typed } = this;
    const before = [...kept, ...typed.value.filter((line) => !kept.includes(line))];
    typed.value = [];
    this.kept = [];
    for (const { at, text } of before) if (at <= session.length) this.typeAt(at, text);
  }

  /** What `work` gives; null when it throws, which is said at its place. */
  private attempt<T>(place: ProblemPlace, work: () => T): T | null {
    try {
      const result = work();
      this.forget(place);
      return result;
    } catch (error) {
      this.say(problemOf(error, place));
      return null;
    }
  }
}
