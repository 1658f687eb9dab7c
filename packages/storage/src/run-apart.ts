/** Runs what others brought along, in the middle of a call of ours: what it throws goes to the runtime, as with EventTarget. */
export function runApart(action: () => void): void {
  try {
    action();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
