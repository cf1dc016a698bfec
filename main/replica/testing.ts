import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v4 as uuidv4 } from 'uuid';
import type { Row } from '../../shared/kinds/index.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';
import { openReplica, type Replica, type ReplicaOptions } from './replica.ts';

/** What tests of the replica, the sync engine and the queries share. */
export const migrationsDir = fileURLToPath(new URL('../../migrations/replica', import.meta.url));

/** A folder of its own and replicas in it; `clean` closes and removes all of it. */
export function createBench() {
  // In memory where that is to be had: thousands of small commits to a disk are most of a run's time.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pillarbox-replica-'));
  const open = new Set<Replica>();
  let minute = 0;
  return {
    folder,
    file: (name: string) => join(folder, `${name}.sqlite`),
    open(name: string, options: Partial<ReplicaOptions> = {}): Replica {
      const replica = openReplica({
        file: join(folder, `${name}.sqlite`),
        migrationsDir,
        // Each reading is a minute later, so that times say in which order things were made.
        now: () => new Date(Date.UTC(2026, 10, 1, 8, minute++)),
        ...options,
      });
      open.add(replica);
      return {
        ...replica,
        close() {
          open.delete(replica);
          replica.close();
        },
      };
    },
    clean() {
      for (const replica of open) replica.close();
      open.clear();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Bench = ReturnType<typeof createBench>;

export const brandArgs = (
  id: string,
  rest: Partial<MutationArgs<'brand.create'>> = {},
): MutationArgs<'brand.create'> => ({
  id,
  organization_id: null,
  name: 'Bakery',
  time_zone: 'Europe/Berlin',
  week_starts_on: 1,
  ...rest,
});

export const postArgs = (
  brandId: string,
  rest: Partial<MutationArgs<'post.create'>> = {},
): MutationArgs<'post.create'> => ({
  id: uuidv4(),
  brand_id: brandId,
  pillar_id: null,
  title: 'Rye',
  caption: 'Fresh rye today.',
  notes: '',
  hashtags: ['bread'],
  link: null,
  when: null,
  ...rest,
});

type PillarWords = Omit<Row<'pillar'>, 'created_at' | 'updated_at' | 'version'>;

export const pillarArgs = (brandId: string, rest: Partial<PillarWords> = {}): PillarWords => ({
  id: uuidv4(),
  brand_id: brandId,
  name: 'Behind the counter',
  description: '',
  color: 1,
  position: 0,
  share: null,
  why_it_matters: '',
  subtopics: [],
  ...rest,
});

export const at = (wallTime: string, timeZone = 'Europe/Berlin') => ({
  wall_time: wallTime,
  time_zone: timeZone,
  schedule_id: null,
  slot_key: null,
});
