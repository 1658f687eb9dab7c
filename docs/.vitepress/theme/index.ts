import TwoslashFloatingVue from "@shikijs/vitepress-twoslash/client";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import "@shikijs/vitepress-twoslash/style.css";
import "./style.css";
import { GoTo, HeapStage } from "./stage.js";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.use(TwoslashFloatingVue as never);
    app.component("HeapStage", HeapStage);
    app.component("GoTo", GoTo);
  },
} satisfies Theme;
