/** What scrolls can be scrolled with the keyboard: it takes the focus while it is higher than its place. */
export function reachable(element: HTMLElement): () => void {
  const look = () => {
    if (element.scrollHeight > element.clientHeight) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  };
  const resized = new ResizeObserver(look);
  const grown = new MutationObserver(look);
  resized.observe(element);
  grown.observe(element, { childList: true, subtree: true });
  look();
  return () => {
    resized.disconnect();
    grown.disconnect();
  };
}
