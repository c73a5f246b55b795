/** Focuses the first element that fits, as soon as there is one: a form asks the program which fields it has, and that takes
    its moment. A person who has pressed a key or a button meanwhile is left where they are. The function it returns gives up. */
export function focusWhenThere(within: HTMLElement, selector: string): () => void {
  const find = () => within.querySelector<HTMLElement>(selector);
  const grown = new MutationObserver(() => {
    const wanted = find();
    if (!wanted) return;
    stop();
    wanted.focus();
  });
  const ACTS = ["pointerdown", "keydown"];
  function stop() {
    grown.disconnect();
    for (const act of ACTS) removeEventListener(act, stop, true);
  }
  const there = find();
  if (there) there.focus();
  else {
    grown.observe(within, { childList: true, subtree: true });
    for (const act of ACTS) addEventListener(act, stop, true);
  }
  return stop;
}

/** A field of a form that a person may type into at once. */
export const FIRST_FIELD = "form input:not([hidden]), form textarea";
