/** What was given the focus here last; keys that follow quickly go on from there. */
let given: Element | null = null;

/**
 * Gives the focus to something that is about to be drawn, unless a person has gone elsewhere by then: on a busy machine
 * a frame is long enough to press the next button.
 * @param find asked after a frame, and after another where it is not there yet
 */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  const before = document.activeElement;
  const give = (last: boolean) => {
    const now = document.activeElement;
    if (now !== before && now !== given && now !== document.body) return;
    const found = find();
    if (found) {
      given = found;
      found.focus();
    } else if (!last) requestAnimationFrame(() => give(true));
  };
  requestAnimationFrame(() => give(false));
}
