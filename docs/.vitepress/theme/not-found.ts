import { useData, useRoute, withBase } from "vitepress";
import { defineComponent, h, onMounted } from "vue";

/** The page for addresses that lead nowhere. Chinese ones of the API, which is in English only, go there. */
export const NotFound = defineComponent({
  setup() {
    const route = useRoute();
    const { site } = useData();
    onMounted(() => {
      const path = location.pathname.slice(site.value.base.length);
      if (path.startsWith("zh/api/")) location.replace(withBase(`/${path.slice(3)}`));
    });
    const isChinese = () => route.path.slice(site.value.base.length).startsWith("zh/");
    return () =>
      h("div", { class: "not-found" }, [
        h("h1", isChinese() ? "没有这一页" : "There is no such page"),
        h("p", [
          h("a", { href: withBase("/") }, "zmm"),
          " · ",
          h("a", { href: withBase("/guide/start.html") }, "Start in a minute"),
          " · ",
          h("a", { href: withBase("/zh/") }, "简体中文"),
        ]),
      ]);
  },
});
