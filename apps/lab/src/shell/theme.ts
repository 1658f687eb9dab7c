/** Light, dark, or as the system has it; kept for the next visit. */
import { type Ref, ref, watchEffect } from "vue";

export type Theme = "auto" | "light" | "dark";

export const THEMES: readonly Theme[] = ["auto", "light", "dark"];
const KEY = "zmm-lab-theme";

/** The theme of this page, which follows it. */
export function useTheme(): Ref<Theme> {
  const theme = ref<Theme>(stored());
  watchEffect(() => {
    if (theme.value === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme.value);
    keep(theme.value);
  });
  return theme;
}

function stored(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? "auto";
  } catch {
    // a browser may refuse to keep anything
    return "auto";
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // then it is chosen anew next time
  }
}
