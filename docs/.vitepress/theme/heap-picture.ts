import { useData } from "vitepress";
import { defineComponent, h } from "vue";
import { data } from "./heap-picture.data.js";

/** A piece of a real heap, in the colours of the views. */
export const HeapPicture = defineComponent({
  setup() {
    const { lang } = useData();
    const label = () =>
      lang.value.startsWith("zh")
        ? "渲染页面途中一个堆的 60 KiB：使用中、缓存中与空闲的内存块"
        : "60 KiB of a heap in the middle of rendering a page: blocks in use, in the cache and free";
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
