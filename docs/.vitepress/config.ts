import { fileURLToPath } from "node:url";
import { transformerTwoslash } from "@shikijs/vitepress-twoslash";
import { defineConfig, type Plugin } from "vitepress";
import { generate } from "../scripts/generate.js";
import { blockTypes } from "./block-types.js";
import { chineseButtons, LABELS_ZH, SEARCH_ZH } from "./chinese.js";
import { CODE_THEME } from "./code-theme.js";
import { colouredOnce } from "./coloured-once.js";
import { neighbours } from "./neighbours.js";
import { rank } from "./rank.js";
import { nav, sidebars } from "./sidebar.js";
import { tokenize } from "./tokenize.js";
import { isShown, TYPES } from "./types.js";

/** Four rows of a heap. Part of each page, so that it is found under any address. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#2f6db5" d="M1 1h9v3H1zM6 5h9v3H6zM1 9h5v3H1zM1 13h14v2H1z"/><path fill="#f0b429" d="M11 1h4v3h-4zM7 9h3v3H7z"/><path fill="#7cc4a0" d="M1 5h4v3H1zM11 9h4v3h-4z"/></svg>';

/** What the default theme is given for its own file of that name. */
const ownLangs = fileURLToPath(new URL("./theme/langs.ts", import.meta.url));

/** Pages are used as a whole: looking for parts of them that nobody uses takes half of the build's time. */
const pagesAsTheyAre: Plugin = {
  name: "pages-as-they-are",
  enforce: "post",
  config: (_config, { isSsrBuild }) => (isSsrBuild ? { build: { rollupOptions: { treeshake: false } } } : {}),
  transform: (code, id) =>
    id.endsWith(".md") ? { code, map: null, moduleSideEffects: "no-treeshake" as const } : undefined,
};

await generate();

const types = blockTypes();

export default defineConfig({
  title: "zmm",
  description: "PHP 5's memory manager in TypeScript: exact, open, in layers",
  base: process.env["ZMM_DOCS_BASE"] ?? "/",
  srcExclude: ["README.md", "test/**", "scripts/**"],
  lastUpdated: false,
  // for whoever writes while pages are still missing
  ignoreDeadLinks: process.env["ZMM_DOCS_DRAFT"] === "1",
  markdown: {
    theme: CODE_THEME,
    codeTransformers: [
      transformerTwoslash({
        explicitTrigger: false,
        langs: ["ts"],
        throws: true,
        twoslashOptions: { compilerOptions: TYPES, filterNode: isShown as never, ...types.twoslashOptions },
        typesCache: types.typesCache,
      }) as never,
    ],
    languages: ["ts", "js", "bash", "json", "c", "php"] as never,
    config: (md) => void md.use(colouredOnce).use(neighbours).use(chineseButtons),
  },
  vite: {
    plugins: [pagesAsTheyAre],
    resolve: { alias: [{ find: /^\.\.\/composables\/langs$/, replacement: ownLangs }] },
    server: { host: "127.0.0.1" },
    build: { chunkSizeWarningLimit: 1500 },
    ssr: { noExternal: ["@zmm/viz", "uplot"] },
  },
  // the switch of the page decides between light and dark, not the system
  head: [
    ["script", {}, 'document.documentElement.classList.add("zmm-page-decides")'],
    ["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }],
  ],
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: {
          options: { tokenize },
          searchOptions: { combineWith: "AND", prefix: true, fuzzy: 0.15, boostDocument: rank },
        },
        locales: { zh: { translations: SEARCH_ZH } },
      },
    },
    outline: [2, 3],
    externalLinkIcon: true,
  },
  locales: {
    root: {
      label: "English",
      lang: "en",
      themeConfig: { nav: nav("en"), sidebar: sidebars("en") },
    },
    zh: {
      label: "简体中文",
      lang: "zh-CN",
      description: "以 TypeScript 分层重现的 PHP 5 内存管理器",
      themeConfig: {
        ...LABELS_ZH,
        nav: nav("zh"),
        sidebar: sidebars("zh"),
      },
    },
  },
});
