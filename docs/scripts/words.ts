import { inChinese } from "./docstrings-zh.js";

/** The words around what is made from the sources, in the languages of the site. Names stay as they are. */
export type Language = "en" | "zh";

export interface Words {
  /** Column titles of the tables of names and members. */
  readonly inPhp: string;
  readonly here: string;
  readonly whatItIs: string;
  readonly cType: string;
  /** A name of ours and a link to its package. */
  readonly nameIn: (name: string, owner: string) => string;
  readonly sameAsInC: string;
  /** What a docstring says. */
  readonly said: (text: string) => string;
  readonly toldWhoCalled: (name: string) => string;
  /** Facts about an error class. */
  readonly extends: string;
  readonly code: string;
  readonly message: string;
  readonly messageByCase: string;
  /** Marks between a term and what is said of it. */
  readonly comma: string;
  readonly colon: string;
  /** The way from a reference page to the site's root. */
  readonly root: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    inPhp: "in PHP",
    here: "here",
    whatItIs: "what it is",
    cType: "C type",
    nameIn: (name, owner) => `${name} in ${owner}`,
    sameAsInC: "The same as in C.",
    said: (text) => text,
    toldWhoCalled: (name) => `\`${name}\`, told who called.`,
    extends: "extends",
    code: "code",
    message: "message",
    messageByCase: "as the case is",
    comma: ", ",
    colon: ": ",
    root: "..",
  },
  zh: {
    inPhp: "PHP 中",
    here: "这里",
    whatItIs: "是什么",
    cType: "C 类型",
    nameIn: (name, owner) => `${name}<br>${owner}`,
    sameAsInC: "与 C 相同。",
    said: inChinese,
    toldWhoCalled: (name) => `即 \`${name}\`，另外说明由谁调用。`,
    extends: "继承自",
    code: "代码",
    message: "消息",
    messageByCase: "视情形而定",
    comma: "，",
    colon: "：",
    root: "../..",
  },
};
