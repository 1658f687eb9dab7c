/** The words of the views: a dictionary for each language, and how a view comes to the one that its page is written in. */
import { type InjectionKey, inject, provide } from "vue";
import { en, type Words } from "./en.js";
import { zh } from "./zh.js";

export type { Words } from "./en.js";

const WORDS: InjectionKey<Words> = Symbol("words");

/** The words of a language tag such as `zh-CN`; English where nobody has written any. */
export function wordsOf(tag: string): Words {
  return /^zh\b/i.test(tag) ? zh : en;
}

/** Those of a view: what a view around it was told, else the language of the page, which a server does not know. */
export function useWords(): Words {
  return inject(WORDS, pageWords, true);
}

/** Makes a view and all views in it speak a language; that of the page where none is named. */
export function provideWords(tag: string | undefined): Words {
  const words = tag === undefined ? useWords() : wordsOf(tag);
  provide(WORDS, words);
  return words;
}

function pageWords(): Words {
  return wordsOf(typeof document === "undefined" ? "" : document.documentElement.lang);
}
