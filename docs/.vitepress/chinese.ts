/** What VitePress says by itself, in Chinese. */
import type { DefaultTheme } from "vitepress";

/** The search box. */
export const SEARCH_ZH = {
  button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
  modal: {
    displayDetails: "显示详细列表",
    resetButtonTitle: "清除",
    backButtonTitle: "关闭",
    noResultsText: "没有结果",
    footer: {
      selectText: "选择",
      selectKeyAriaLabel: "回车键",
      navigateText: "移动",
      navigateUpKeyAriaLabel: "上箭头",
      navigateDownKeyAriaLabel: "下箭头",
      closeText: "关闭",
      closeKeyAriaLabel: "Esc 键",
    },
  },
};

/** What stands around a page. */
export const LABELS_ZH: DefaultTheme.Config = {
  outline: { level: [2, 3], label: "本页内容" },
  docFooter: { prev: "上一页", next: "下一页" },
  darkModeSwitchLabel: "外观",
  lightModeSwitchTitle: "切换到浅色",
  darkModeSwitchTitle: "切换到深色",
  sidebarMenuLabel: "目录",
  returnToTopLabel: "回到顶部",
  langMenuLabel: "语言",
  skipToContentLabel: "跳到正文",
};

interface Markdown {
  render(source: string, env?: { relativePath?: string }): string;
}

/** The buttons and links that are put into pages, which VitePress knows in one language only. */
export function chineseButtons(md: Markdown): void {
  const render = md.render.bind(md);
  md.render = (source, env) => {
    const html = render(source, env);
    if (!env?.relativePath?.startsWith("zh/")) return html;
    return html
      .replaceAll('<button title="Copy Code"', '<button title="复制代码"')
      .replaceAll(/aria-label="Permalink to &quot;(.*?)&quot;"/g, 'aria-label="“$1”的链接"');
  };
}
