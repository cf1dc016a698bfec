/** What each view was like when it was left, by brand and address; the one written last stands last. */
export type Views = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const KEPT = 60;

/** With one thing of one view changed; the view moves to the end, and the oldest go. */
export function withView(views: Views, view: string, part: string, value: unknown): Views {
  const { [view]: before, ...others } = views;
  const rest = Object.entries(others).slice(-(KEPT - 1));
  return Object.fromEntries([...rest, [view, { ...before, [part]: value }]]);
}
