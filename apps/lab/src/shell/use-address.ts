/** Keeps the page and its address the same. */
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from "vue";
import { formatAddress, parseAddress } from "../state/address.js";
import type { Lab } from "../state/lab.js";

/** Milliseconds between two writes of the address: browsers refuse more than some hundred in half a minute. */
const PAUSE = 300;

/** Opens what the address says, follows it when it changes, and writes it. Gives the whole address of the page. */
export function useAddress(lab: Lab): Ref<string> {
  const link = ref("");
  let isOpening = true;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const write = (): void => {
    timer = undefined;
    if (isOpening) return;
    link.value = `${location.href.split("#")[0]}#${formatAddress(lab.address())}`;
    if (link.value !== location.href) history.replaceState(null, "", link.value);
  };
  const open = async (): Promise<void> => {
    isOpening = true;
    await lab.open(parseAddress(location.hash));
    isOpening = false;
    write();
    // for whoever waits for the page from outside
    document.body.dataset["lab"] = "ready";
  };
  onMounted(() => {
    window.addEventListener("hashchange", open);
    open();
  });
  onBeforeUnmount(() => {
    window.removeEventListener("hashchange", open);
    clearTimeout(timer);
  });
  watch(
    () => {
      const { version, pinned } = lab.session.value;
      const { source, settings, rivalSettings, views, map, typed } = lab;
      return [
        version.value,
        pinned.value,
        source.value,
        settings.value,
        rivalSettings.value,
        views.value,
        map.value,
        typed.value,
      ];
    },
    () => {
      timer ??= setTimeout(write, PAUSE);
    },
  );
  return link;
}
