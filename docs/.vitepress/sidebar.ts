import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DefaultTheme } from "vitepress";
import { API_MODULES, type Page, SECTIONS } from "./pages.js";

type Language = "en" | "zh";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The page that lists the packages. Theirs are in English only. */
const API = { en: "/api/", zh: "/zh/api/" } as const;

const linkOf = ({ path }: Page): string => path.replace(/index$/, "");

/** The sidebar of a language. Pages that are not translated yet are left out of the Chinese one. */
export function sidebar(language: Language): DefaultTheme.SidebarItem[] {
  const prefix = language === "en" ? "" : "zh/";
  const isThere = ({ path }: Page) => language === "en" || existsSync(`${root}${prefix}${path}.md`);
  const item = (page: Page) => ({ text: page[language], link: `/${prefix}${linkOf(page)}` });
  const sections = SECTIONS.map((section) => ({
    text: section[language],
    collapsed: false,
    items: section.pages.filter(isThere).map(item),
  }));
  const api = {
    text: "API",
    link: API[language],
    collapsed: true,
    items: API_MODULES.map((name) => ({ text: name, link: `/api/${name}` })),
  };
  return [...sections.slice(0, 3), api, ...sections.slice(3)].filter(({ items }) => items.length > 0);
}

/** The links at the top: the first page of each section, and the API. */
export function nav(language: Language): DefaultTheme.NavItem[] {
  const prefix = language === "en" ? "/" : "/zh/";
  const links = SECTIONS.map((section) => {
    const folder = section.pages[0]!.path.split("/")[0]!;
    const first = section.pages.find(({ path }) => language === "en" || existsSync(`${root}zh/${path}.md`));
    return first && { text: section[language], link: `${prefix}${linkOf(first)}`, activeMatch: `^${prefix}${folder}/` };
  });
  const api = { text: "API", link: API[language], activeMatch: `^${API[language]}` };
  return [...links.slice(0, 3), api, ...links.slice(3)].filter((link) => link !== undefined);
}
