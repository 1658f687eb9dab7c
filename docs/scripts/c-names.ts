/** The table C name <-> our name, from the `@zend` tags of all sources, and the members of the C structures. */
import { DATA_MODELS, type Field, LAYOUTS } from "@zmm/layout";
import ts from "typescript";
import { DOCUMENTED, type Documented, documented, firstSentence } from "./docstrings.js";
import { type Language, WORDS, type Words } from "./words.js";

/** One C name and everything here that comes from it. */
export interface CName {
  readonly name: string;
  readonly ours: readonly Documented[];
}

/** All C names that the sources mention, sorted as people look them up: without regard to case and leading `_`. */
export function cNames(): CName[] {
  const byName = new Map<string, Documented[]>();
  const add = (name: string, entry: Documented) => byName.set(name, [...(byName.get(name) ?? []), entry]);
  for (const entry of DOCUMENTED.flatMap(documented)) {
    for (const name of keptNames(entry).concat(entry.zend)) {
      if (!byName.get(name)?.some((other) => other.name === entry.name)) add(name, entry);
    }
  }
  return [...byName].map(([name, ours]) => ({ name, ours })).toSorted((a, b) => compare(key(a.name), key(b.name)));
}

/** The classes that the functions of PHP's family are written in; a program has them as methods of its manager. */
const FAMILY = /^(?:RequestCalls|ManagerCalls|EmallocRelays)\./;

/** The methods of PHP's family keep their names, and so carry no tag. */
function keptNames({ name, node }: Documented): string[] {
  const method = name.replace(FAMILY, "");
  return method !== name && isPublicMethod(node) && /^[a-z][a-z_]+$/.test(method) ? [method] : [];
}

function isPublicMethod(node: ts.Node): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return ts.isMethodDeclaration(node) && (ts.getCombinedModifierFlags(node) & hidden) === 0;
}

/** What a program calls it by. */
function asCalled({ name }: Documented): string {
  return name.replace(FAMILY, "MemoryManager.");
}

const key = (name: string): string => name.replace(/^_+/, "").toLowerCase();
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The table in Markdown; each name is an anchor. */
export function cNamesTable(language: Language = "en"): string {
  const words = WORDS[language];
  const rows = cNames().map(({ name, ours }) => {
    const [first] = ours;
    const here = ours.map((entry) => words.nameIn(breakable(asCalled(entry)), link(entry, words)));
    return `| <a id="${anchor(name)}"></a>${code(name)} | ${here.join("<br>")} | ${cell(whatIs(name, first!, words))} |`;
  });
  return [`| ${words.inPhp} | ${words.here} | ${words.whatItIs} |`, "| --- | --- | --- |", ...rows].join("\n");
}

function whatIs(name: string, { text }: Documented, words: Words): string {
  if (text === "" && name.endsWith("_rel")) return words.toldWhoCalled(name.slice(0, -4));
  return text === "" ? words.sameAsInC : words.said(firstSentence(text));
}

/** The members of all structures in Markdown, a table each, with their offsets in the three data models. */
export function membersTables(language: Language = "en"): string {
  const { inPhp, here, cType } = WORDS[language];
  const models = Object.keys(DATA_MODELS) as (keyof typeof LAYOUTS)[];
  const { structs } = LAYOUTS["lp64-debug"];
  const tables = Object.entries(structs).map(([ours, struct]) => {
    const rows = struct.fields.map((field: Field) => {
      const offsets = models.map((model) => offsetIn(model, ours, field.name));
      const id = anchor(`${struct.name}.${field.c}`);
      return `| <a id="${id}"></a>${code(field.c)} | ${code(field.name)} | ${code(typeOf(field.type))} | ${offsets.join(" | ")} |`;
    });
    const head = `| ${inPhp} | ${here} | ${cType} | ${models.join(" | ")} |\n| --- | --- | --- |${" --: |".repeat(models.length)}`;
    return [`### ${struct.name} {#members-${anchor(struct.name)}}`, "", head, ...rows, ""].join("\n");
  });
  return tables.join("\n");
}

function offsetIn(model: keyof typeof LAYOUTS, struct: string, field: string): string {
  const { fields } = LAYOUTS[model].structs[struct as "heap"];
  return String((fields as readonly Field[]).find(({ name }) => name === field)?.offset ?? "");
}

function typeOf({ c, count }: { c: string; count: number }): string {
  return count === 1 ? c : `${c}[${count}]`;
}

/** The anchor of a C name. */
export function anchor(name: string): string {
  return name.replaceAll(/[^\w.]+/g, "-");
}

/** A name of ours that may be broken behind its dot, so that the table fits the column. */
const breakable = (name: string): string =>
  `<code>${name.replace(/^Emalloc\w+\./, "MemoryManager.").replace(".", ".<wbr>")}</code>`;
const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const link = (entry: Documented, { root }: Words): string =>
  `[@zmm/${entry.package}](${root}/api/@zmm/${entry.package})`;
