/** What the sources of the packages say about themselves: declarations with their docstrings. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

/** The packages that the site documents, from the ground up. */
export const DOCUMENTED: readonly string[] = [
  "layout",
  "storage",
  "storage-lmdb",
  "heap",
  "emalloc",
  "inspect",
  "trace",
];

/** A declaration that has a docstring, or a method that has none. */
export interface Documented {
  readonly package: string;
  /** Path of the file in the package. */
  readonly file: string;
  /** As `Class.member`, `function`, or the file's path for what a file says of itself. */
  readonly name: string;
  /** The docstring's text, without its tags, on one line. */
  readonly text: string;
  /** The names that its `@zend` tags give. */
  readonly zend: readonly string[];
  readonly node: ts.Node;
}

/** All declarations with docstrings in the sources of one package, in the order of files and lines. */
export function documented(name: string): Documented[] {
  const folder = join(PACKAGES, name, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.toSorted().flatMap((file) => {
    const path = `src/${file.replaceAll("\\", "/")}`;
    return documentedIn(readFileSync(join(folder, file), "utf8"), name, path);
  });
}

/** The same of one source text. */
export function documentedIn(source: string, packageName: string, file: string): Documented[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const found: Documented[] = [];
  const visit = (node: ts.Node): void => {
    const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    const own = docs.filter((doc) => doc.parent === node);
    own.forEach((doc, i) => {
      const name = i < own.length - 1 ? file : nameOf(node, file);
      if (name !== null) found.push({ package: packageName, file, name, text: textOf(doc), zend: zendOf(doc), node });
    });
    if (own.length === 0 && ts.isMethodDeclaration(node)) {
      found.push({ package: packageName, file, name: nameOf(node, file) ?? "", text: "", zend: [], node });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function nameOf(node: ts.Node, file: string): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isSourceFile(node)) return file;
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.name.getText() ?? null;
  if (ts.isConstructorDeclaration(node)) return `new ${memberPrefix(node)?.slice(0, -1)}`;
  const { name } = node as { name?: ts.Node };
  return name === undefined ? null : `${memberPrefix(node) ?? ""}${name.getText()}`;
}

function memberPrefix(node: ts.Node): string | null {
  const { parent } = node;
  if (!ts.isClassDeclaration(parent) && !ts.isInterfaceDeclaration(parent)) return null;
  return parent.name === undefined ? null : `${parent.name.text}.`;
}

function textOf(doc: ts.JSDoc): string {
  return (ts.getTextOfJSDocComment(doc.comment) ?? "").replaceAll(/\s+/g, " ").trim();
}

function zendOf(doc: ts.JSDoc): string[] {
  const tags = (doc.tags ?? []).filter((tag) => tag.tagName.text === "zend");
  return tags.flatMap((tag) => zendNames(ts.getTextOfJSDocComment(tag.comment) ?? ""));
}

/** The C names in a tag's text, such as `a, b` or `the end of a_b`. */
export function zendNames(text: string): string[] {
  const parts = text.replaceAll(/`|\([^)]*\)/g, "").split(",");
  const names = parts.map((part) => {
    const words = part.trim().split(/\s+/);
    return words.length === 1 ? words[0]! : (words.find((word) => word.includes("_")) ?? "");
  });
  return names.filter((name) => name !== "");
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  const end = /[.!?:](?=\s+[A-Z`]|$)/.exec(text);
  return end === null ? text : text.slice(0, end.index + 1).replace(/:$/, ".");
}
