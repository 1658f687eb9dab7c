import { useData } from "vitepress";
import { defineComponent, h } from "vue";
import { data } from "./heap-picture.data.js";

/** A piece of a real heap, in the colours of the views. */
export const HeapPicture = defineComponent({
  setup() {
    const { lang } = useData();
    const label = () =>
      lang.value.startsWith("zh")
        ? "渲染页面途中的一个堆：蓝色的块在使用中，黄色的块留在缓存里"
        : "A heap in the middle of rendering a page: blue blocks are in use, yellow ones wait in the cache";
    return () =>
      h("figure", { class: "heap-picture" }, [
        h(
          "svg",
          { viewBox: "0 0 512 387", role: "img", "aria-label": label() },
          data.map(({ kind, path }) => h("path", { d: path, class: `is-${kind}` })),
        ),
        h("figcaption", label()),
      ]);
  },
});
