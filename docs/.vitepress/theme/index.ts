import TwoslashFloatingVue from "@shikijs/vitepress-twoslash/client";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import "@shikijs/vitepress-twoslash/style.css";
import "@zmm/viz/tokens.css";
import "./style.css";
import { HeapPicture } from "./heap-picture.js";
import { NotFound } from "./not-found.js";
import { GoTo, HeapStage } from "./stage.js";

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "home-hero-image": () => h(HeapPicture),
      "not-found": () => h(NotFound),
    }),
  enhanceApp({ app }) {
    app.use(TwoslashFloatingVue as never);
    app.component("HeapStage", HeapStage);
    app.component("GoTo", GoTo);
  },
} satisfies Theme;
