import { onBeforeUnmount, onErrorCaptured, onMounted } from "vue";
import type { Lab } from "../state/lab.js";
import { problemOf } from "../state/problem.js";

/** Says on the page what nobody else caught; the console has it as well, and the page goes on. */
export function useMishaps(lab: Lab): void {
  const say = (error: unknown): void => {
    lab.session.value.playing.value = false;
    lab.say(problemOf(error, "input"));
  };
  const thrown = ({ error }: ErrorEvent): void => {
    if (error) say(error);
  };
  const rejected = ({ reason }: PromiseRejectionEvent): void => say(reason);
  onErrorCaptured((error) => {
    console.error(error);
    say(error);
    return false;
  });
  onMounted(() => {
    window.addEventListener("error", thrown);
    window.addEventListener("unhandledrejection", rejected);
  });
  onBeforeUnmount(() => {
    window.removeEventListener("error", thrown);
    window.removeEventListener("unhandledrejection", rejected);
  });
}
