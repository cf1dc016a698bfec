import type { Cell } from './matrix.ts';

export type Outcome = Cell & { platform: string; seen: string };

const COLUMNS = [
  ['SIGKILL', 1],
  ['SIGKILL', 3],
  ['SIGSTOP', 1],
  ['SIGSTOP', 3],
] as const;

/** The crash matrix as Markdown: a table per platform and fate of the answer, a row per step. */
export function report(outcomes: readonly Outcome[]): string {
  const lines = [
    '# The crash matrix, as it was seen',
    '',
    'A worker publishes a post with a picture or film and what follows it (a part of a thread, a first comment). At one step it is',
    'killed (`kill -9`), or put to sleep until its lease and deadline are over and others have taken over, and then woken.',
    'One or three workers go on. `once`: the post and what follows it are out there exactly once and in their place, the',
    'ledger says so, and nothing is left to do. “Before” and “after” a request are the moments before it leaves and after',
    'its answer came. A number after a step: the second time it comes by.',
    '',
    'Made by `npm run soak -- --parts crash`; it writes this page.',
    '',
    summary(outcomes),
  ];
  for (const [key, rows] of Map.groupBy(outcomes, ({ platform, lost }) => `${platform} ${lost}`)) {
    const [platform = '', lost] = key.split(' ');
    lines.push(
      '',
      `## ${platform}, ${lost === 'true' ? 'the answer to the first call that posts lost' : 'every answer heard'}`,
      '',
      '| step | killed, 1 goes on | killed, 3 | asleep, 1 | asleep, 3 |',
      '|---|---|---|---|---|',
    );
    for (const [step, cells] of Map.groupBy(rows, ({ label, nth }) =>
      nth > 1 ? `${label} (${nth})` : label,
    )) {
      const seen = COLUMNS.map(
        ([signal, workers]) =>
          cells.find((each) => each.signal === signal && each.workers === workers)?.seen ?? '',
      );
      lines.push(`| ${step} | ${seen.join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function summary(outcomes: readonly Outcome[]): string {
  const bad = outcomes.filter(({ seen }) => seen !== 'once').length;
  return `${outcomes.length} cases: ${outcomes.length - bad} once, ${bad} otherwise.`;
}
