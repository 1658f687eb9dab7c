/** The language switch of VitePress's default theme, which comes without types. */
declare module "vitepress/dist/client/theme-default/composables/langs.js" {
  import type { ComputedRef } from "vue";

  interface Link {
    readonly text: string;
    readonly link: string;
  }
  export interface Langs {
    readonly localeLinks: ComputedRef<Link[]>;
    readonly currentLang: ComputedRef<{ readonly label: string; readonly link: string }>;
  }
  export function useLangs(options?: { readonly correspondingLink?: boolean }): Langs;
}
