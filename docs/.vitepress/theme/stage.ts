/** The live views of @zmm/viz as the pages know them. */
import { defineComponent, h } from "vue";

/** Runs a script on a real heap and shows it. */
export const HeapStage = defineComponent({
  props: { id: String, model: String, views: Array, script: String },
  setup: (props) => () => h("pre", { class: "heap-stage" }, props.script),
});

/** A sentence that moves a stage to a step. */
export const GoTo = defineComponent({
  props: { stage: String, step: [Number, String] },
  setup:
    (_props, { slots }) =>
    () =>
      h("button", { type: "button", class: "go-to" }, slots["default"]?.()),
});
