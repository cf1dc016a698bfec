/**
 * Workers that are killed, or put to sleep until others took over, at every step of every connector's flow. A few of these
 * by default; PILLARBOX_CRASH=full runs all of them, and a path in PILLARBOX_CRASH_REPORT gets the table.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { type Cell, createMatrix, type Matrix } from './matrix.ts';
import { type Outcome, report } from './report.ts';
import { STAGES } from './stages.ts';

const FULL = process.env.PILLARBOX_CRASH === 'full';
const cell = (label: string, nth: number, signal: Cell['signal'], lost: boolean, workers: 1 | 3): Cell => ({
  label,
  nth,
  signal,
  lost,
  workers,
});

/** One or two of each platform, so that every kind of step, loss and rescue is among them. */
const SAMPLE: Record<string, Cell[]> = {
  sandbox: [cell('claimed', 1, 'SIGKILL', false, 1), cell('after POST /comments', 1, 'SIGKILL', false, 3)],
  bluesky: [cell('before POST com.atproto.repo.putRecord', 1, 'SIGSTOP', false, 1)],
  mastodon: [
    cell('after POST /api/v1/statuses', 1, 'SIGKILL', false, 3),
    cell('armed', 2, 'SIGKILL', true, 3),
  ],
  instagram: [cell('after POST /v24.0/*/media_publish', 1, 'SIGSTOP', false, 1)],
  youtube: [cell('after PUT /upload/youtube/v3/videos', 1, 'SIGKILL', false, 1)],
  x: [
    cell('before POST /2/tweets', 1, 'SIGSTOP', false, 3),
    cell('after POST /2/tweets', 2, 'SIGKILL', true, 1),
  ],
};

const outcomes = new Map<string, Outcome[]>();

/** Written after every case: a run of an hour that is cut short keeps what it saw. */
function tell(platform: string, mine: Outcome[]): void {
  outcomes.set(platform, mine);
  if (FULL && process.env.PILLARBOX_CRASH_REPORT)
    writeFileSync(process.env.PILLARBOX_CRASH_REPORT, report([...outcomes.values()].flat()));
}

it.concurrent.each(Object.keys(STAGES))(
  'a worker of %s that is lost leaves every post and what follows it out there exactly once',
  { timeout: FULL ? 3_600_000 : 120_000 },
  async (platform) => {
    const matrix = await createMatrix(platform, { ahead: FULL });
    try {
      const cells = FULL ? await everyCell(matrix) : (SAMPLE[platform] ?? []);
      const mine: Outcome[] = [];
      for (const each of cells) {
        mine.push({ platform, ...each, seen: await matrix.run(each) });
        tell(platform, mine);
      }
      expect(mine.filter(({ seen }) => seen !== 'once')).toEqual([]);
      expect(mine.length).toBeGreaterThan(0);
    } finally {
      await matrix.close();
    }
  },
);

afterAll(() => {
  if (!FULL) return;
  console.log(report([...outcomes.values()].flat()));
});

async function everyCell(matrix: Matrix): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const lost of [false, true])
    for (const { label, nth } of await matrix.points(lost))
      for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
        for (const workers of [1, 3] as const) cells.push({ label, nth, signal, lost, workers });
  return cells;
}
