/** The table of all error classes, from the sources and from the packages as they are built. */
import ts from "typescript";
import { DOCUMENTED, type Documented, documented, firstSentence } from "./docstrings.js";
import { type Language, WORDS, type Words } from "./words.js";

/** One error class. */
export interface ErrorClass {
  readonly package: string;
  readonly name: string;
  readonly parent: string;
  /** What its `code` is. */
  readonly code: string;
  /** Its fields beyond `code`, with what their docstrings say. */
  readonly fields: readonly { readonly name: string; readonly type: string; readonly text: string }[];
  /** The pattern of its message, as the source writes it; empty where the callers give it. */
  readonly message: string;
  readonly text: string;
}

/** All exported classes that come from ZmmError, by package from the ground up. */
export function errorClasses(): ErrorClass[] {
  return DOCUMENTED.flatMap((name) => documented(name).filter(isError).map(describe));
}

function isError({ node }: Documented): boolean {
  return ts.isClassDeclaration(node) && /Error$/.test(node.name?.text ?? "");
}

function describe(entry: Documented): ErrorClass {
  const node = entry.node as ts.ClassDeclaration;
  const parent = node.heritageClauses?.[0]?.types[0]?.expression.getText() ?? "";
  const superCall = superArguments(node);
  const texts = superCall.filter((argument) => /Template|String|NoSubst/.test(ts.SyntaxKind[argument.kind] ?? ""));
  const [code] = texts.map((argument) => argument.getText()).filter((text) => /^"[A-Z_]+"$/.test(text));
  const message = texts.map(plainText).filter((text) => !/^[A-Z_]+$/.test(text))[0] ?? "";
  return {
    package: entry.package,
    name: node.name!.text,
    parent,
    code: code?.slice(1, -1) ?? "",
    fields: node.members.filter(ts.isPropertyDeclaration).map(field),
    message,
    text: firstSentence(entry.text),
  };
}

function superArguments(node: ts.ClassDeclaration): readonly ts.Expression[] {
  let found: readonly ts.Expression[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isCallExpression(child) && child.expression.kind === ts.SyntaxKind.SuperKeyword) found = child.arguments;
    else ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}

/** A template as a pattern: `${limit}` becomes {limit}, calls show what they are given. */
function plainText(text: ts.Expression): string {
  return text
    .getText()
    .slice(1, -1)
    .replaceAll(/\$\{(?:\w+\()?([\w.]+)\)?\}/g, "{$1}");
}

function field(member: ts.PropertyDeclaration): ErrorClass["fields"][number] {
  const docs = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const text = docs.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "").join(" ");
  return { name: member.name.getText(), type: member.type?.getText() ?? "", text: text.replaceAll(/\s+/g, " ").trim() };
}

/** The classes in Markdown, a section for each package. */
export function errorsReference(language: Language = "en"): string {
  const classes = errorClasses();
  const sections = DOCUMENTED.map((name) => [name, classes.filter((one) => one.package === name)] as const);
  return sections
    .filter(([, found]) => found.length > 0)
    .map(([name, found]) => `## @zmm/${name}\n\n${found.map((one) => sectionOf(one, WORDS[language])).join("\n\n")}`)
    .join("\n\n");
}

function sectionOf(error: ErrorClass, words: Words): string {
  const { name, parent, code, fields, message, text } = error;
  const { comma, colon } = words;
  const facts = [
    `### ${name}`,
    words.said(text),
    `- ${words.extends} \`${parent}\`${code === "" ? "" : `${comma}${words.code} \`"${code}"\``}`,
    `- ${words.message}${colon}${message === "" ? words.messageByCase : patternOf(message)}`,
    ...fields.map(
      (one) =>
        `- \`${one.name}\`${colon}\`${one.type}\`${one.text === "" ? "" : `${comma}${lower(words.said(one.text))}`}`,
    ),
  ];
  return [facts[0], "", facts[1], "", ...facts.slice(2)].join("\n");
}

const lower = (text: string): string =>
  text.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
const patternOf = (text: string): string => `\`\` ${text.replaceAll("\\n", " ")} \`\``;
