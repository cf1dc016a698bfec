import type { PageLanguage } from './languages.ts';

/**
 * A whole page, of the few the server shows in a browser: plain HTML with no script, light and dark.
 * @param title HTML without elements
 * @param body HTML; escape what comes from outside
 * @param css what this page needs beyond the rest
 */
export const page = ({ tag, dir }: PageLanguage, title: string, body: string, css = '') => `<!doctype html>
<html lang="${tag}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Pillarbox</title><style>
:root { color-scheme: light dark; --paper: #faf8f4; --ink: #26231e; --soft: #6b655b; --line: #ddd7cc; --accent: #b3261e }
@media (prefers-color-scheme: dark) { :root { --paper: #1d1b18; --ink: #ece7de; --soft: #a8a196; --line: #3a362f; --accent: #ff8a80 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-inline-size: 40rem; margin: 0 auto; padding: 3rem 1.25rem }
h1 { font-size: 1.5rem; line-height: 1.25 } a { color: var(--accent) } code { overflow-wrap: anywhere }
article { border-block-start: 1px solid var(--line); padding-block: 1rem } small, time { color: var(--soft) }
label { display: block } input, textarea { font: inherit; inline-size: 100%; box-sizing: border-box; padding: .5rem;
  background: transparent; color: inherit; border: 1px solid var(--soft); border-radius: 4px }
button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: 4px; background: #b3261e; color: #fff; cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
${css}</style></head><body><main>${body}</main></body></html>`;
