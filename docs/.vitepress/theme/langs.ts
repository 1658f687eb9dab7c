/** The links of the language switch, in place of the default theme's: the pages of the API are in English only. */
import { type Langs, useLangs as useLangsOfTheme } from "vitepress/dist/client/theme-default/composables/langs.js";
import { computed } from "vue";

export function useLangs(options: { readonly correspondingLink?: boolean } = {}): Langs {
  const { localeLinks, currentLang } = useLangsOfTheme(options);
  const links = computed(() => localeLinks.value.map(({ text, link }) => ({ text, link: withoutPackage(link) })));
  return { localeLinks: links, currentLang };
}

/** The Chinese page of the API, which leads to all packages, for that of a package. */
const withoutPackage = (link: string): string => link.replace(/^\/zh\/api\/.*/, "/zh/api/");
