/**
 * The live views of @zmm/viz as the pages know them. The server renders what can be read without them, with the height
 * that they will have; they themselves are loaded when the page is there.
 */
import { type Component, computed, defineComponent, h, onMounted, type PropType, shallowRef } from "vue";

type Views = typeof import("@zmm/viz");

/** Pixels that a stage reserves for each view, and for its script and controls. */
const VIEW_HEIGHT = 300;
const SCRIPT_HEIGHT = 160;

/** A component of @zmm/viz once it is loaded; null on the server and before. */
function useView(pick: (views: Views) => Component): { readonly value: Component | null } {
  const view = shallowRef<Component | null>(null);
  onMounted(async () => {
    view.value = pick(await import("@zmm/viz"));
  });
  return view;
}

/** Runs a script on a real heap and shows it in the views named; takes what `HeapStage` of @zmm/viz takes. */
export const HeapStage = defineComponent({
  inheritAttrs: false,
  props: {
    script: { type: String, required: true },
    views: { type: Array as PropType<readonly string[]>, default: () => ["map"] },
    viewHeight: { type: Number, default: VIEW_HEIGHT },
  },
  setup(props, { attrs }) {
    const stage = useView((views) => views.HeapStage);
    const minHeight = computed(() => `${props.views.length * props.viewHeight + SCRIPT_HEIGHT}px`);
    return () =>
      stage.value
        ? h("div", { class: "heap-stage" }, h(stage.value, { ...attrs, ...props }))
        : h("div", { class: "heap-stage", style: { minHeight: minHeight.value } }, [
            h("pre", { class: "heap-stage-script" }, props.script.replaceAll("\\n", "\n")),
          ]);
  },
});

/** A sentence that moves a stage to a step; takes what `GoTo` of @zmm/viz takes. */
export const GoTo = defineComponent({
  inheritAttrs: false,
  setup(_props, { attrs, slots }) {
    const link = useView((views) => views.GoTo);
    return () =>
      link.value
        ? h(link.value, { ...attrs, "data-stage": attrs["stage"], "data-step": attrs["step"] }, slots)
        : h("button", { type: "button", class: "go-to" }, slots["default"]?.());
  },
});
