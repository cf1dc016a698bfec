import { it } from 'vitest';
import { NO_LIMIT, playMany, RUNS_SAID, townsOfThisFile } from './model/suite.ts';

const towns = townsOfThisFile();

it(
  `the same where snapshots and logs come in many small parts (${RUNS_SAID})`,
  async () => {
    await playMany(towns.all(), { file: 'tests/sync/model-parts.test.ts', chunkBytes: 3000 });
  },
  NO_LIMIT,
);
