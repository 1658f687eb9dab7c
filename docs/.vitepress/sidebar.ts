import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DefaultTheme } from "vitepress";
import { API_MODULES, type Page, SECTIONS, type Section } from "./pages.js";

type Language = "en" | "zh";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The page that lists the packages. Theirs are in English only. */
const API = { en: "/api/", zh: "/zh/api/" } as const;

const linkOf = ({ path }: Page): string => path.replace(/index$/, "");

/** The sidebars of a language, by folder. Pages that are not translated yet are left out of the Chinese ones. */
export function sidebars(language: Language): DefaultTheme.SidebarMulti {
  const prefix = language === "en" ? "" : "zh/";
  const isThere = ({ path }: Page) => language === "en" || existsSync(`${root}${prefix}${path}.md`);
  const packages = {
    text: "API",
    link: API[language],
    items: API_MODULES.map((name) => ({ text: name, link: `/api/${name}` })),
  };
  const item = (page: Page) => ({ text: page[language], link: `/${prefix}${linkOf(page)}` });
  const bars = SECTIONS.map((section): [string, DefaultTheme.SidebarItem[]] => {
    const folder = folderOf(section);
    const own = { text: section[language], items: section.pages.filter(isThere).map(item) };
    return [`/${prefix}${folder}/`, folder === "reference" ? [own, packages] : [own]];
  });
  const reference = bars.find(([path]) => path.endsWith("reference/"))?.[1] ?? [];
  return Object.fromEntries([...bars, [API[language], reference]]);
}

const folderOf = (section: Section): string => section.pages[0]!.path.split("/")[0]!;

/** The links at the top: the first page of each section, and the API. */
export function nav(language: Language): DefaultTheme.NavItem[] {
  const prefix = language === "en" ? "/" : "/zh/";
  const links = SECTIONS.map((section) => {
    const folder = folderOf(section);
    const first = section.pages.find(({ path }) => language === "en" || existsSync(`${root}zh/${path}.md`));
    return first && { text: section[language], link: `${prefix}${linkOf(first)}`, activeMatch: `^${prefix}${folder}/` };
  });
  const api = { text: "API", link: API[language], activeMatch: `^${API[language]}` };
  return [...links.slice(0, 3), api, ...links.slice(3)].filter((link) => link !== undefined);
}
