import { describe, it } from 'vitest';
import { NO_LIMIT, playKept, playMany, RUNS_SAID, townsOfThisFile } from './model/suite.ts';

/**
 * Invariant 1 by force: three people on five devices, one put back from a backup, one copied, one with its outbox
 * rewound, write while lines fail in every way, processes are killed, roles change, clocks are a day off and files come
 * from an older version. The replicas, the engine and the server are the real ones. (model-parts.test.ts does the same
 * where answers come in small parts.)
 *
 *   PILLARBOX_SEED=<seed> npx vitest run tests/sync/model.test.ts      repeats a run
 *   npm run soak                                                      thousands of them
 */
const towns = townsOfThisFile();

describe('whatever happens on the way', () => {
  it(
    `once it is quiet every device equals the server, nothing lost, nothing twice (${RUNS_SAID})`,
    async () => {
      await playMany(towns.all(), { file: 'tests/sync/model.test.ts', chunkBytes: 3 * 1024 * 1024 });
    },
    NO_LIMIT,
  );

  it('what once went wrong stays right (tests/regressions)', async () => {
    await playKept(towns.all()[0]);
  }, 120_000);
});
