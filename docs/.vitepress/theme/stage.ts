/**
 * The live views of @zmm/viz as the pages know them. The server renders what can be read without them, with the height
 * that they will have; they themselves are loaded when the page is there.
 */
import type { ModelName } from "@zmm/layout";
import { type Component, computed, defineComponent, h, onMounted, type PropType, shallowRef } from "vue";

type Views = typeof import("@zmm/viz");

/** Pixels that a view takes, about; the rest of a stage are its script and its controls. */
const HEIGHTS: Readonly<Record<string, number>> = {
  map: 420,
  buckets: 360,
  tree: 320,
  cache: 300,
  rest: 200,
  heap: 420,
  hex: 320,
  charts: 300,
  explain: 240,
};
const CONTROLS = 160;

/** A component of @zmm/viz once it is loaded; null on the server and before. */
function useView(pick: (views: Views) => Component): { readonly value: Component | null } {
  const view = shallowRef<Component | null>(null);
  onMounted(async () => {
    view.value = pick(await import("@zmm/viz"));
  });
  return view;
}

/** Runs a script on a real heap and shows it in the views named. */
export const HeapStage = defineComponent({
  props: {
    id: { type: String, required: true },
    script: { type: String, required: true },
    model: { type: String as PropType<ModelName>, default: "ilp32" },
    views: { type: Array as PropType<readonly string[]>, default: () => ["map"] },
  },
  setup(props) {
    const stage = useView((views) => views.HeapStage);
    const height = computed(() => props.views.reduce((sum, view) => sum + (HEIGHTS[view] ?? 0), CONTROLS));
    const script = computed(() => props.script.replaceAll("\\n", "\n"));
    return () =>
      h(
        "div",
        { class: "heap-stage", style: stage.value ? undefined : { minHeight: `${height.value}px` } },
        stage.value
          ? h(stage.value, { ...props, script: script.value })
          : h("pre", { class: "heap-stage-script" }, script.value),
      );
  },
});

/** A sentence that moves a stage to a step. */
export const GoTo = defineComponent({
  props: { stage: { type: String, required: true }, step: { type: Number, required: true } },
  setup(props, { slots }) {
    const link = useView((views) => views.GoTo);
    return () =>
      link.value
        ? h(link.value, { ...props }, slots)
        : h("button", { type: "button", class: "go-to" }, slots["default"]?.());
  },
});
