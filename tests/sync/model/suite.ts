import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { anyPlan, type Plan, planSchema } from './plan.ts';
import { play, type Seen } from './run.ts';
import { createTown, type Town } from './town.ts';

const FOREVER = process.env.PILLARBOX_MODEL_RUNS === 'forever';
const SEED = process.env.PILLARBOX_SEED;
/** Of each suite. */
const RUNS = SEED ? 1 : FOREVER ? Number.POSITIVE_INFINITY : Number(process.env.PILLARBOX_MODEL_RUNS ?? 12);
const FIRST = Number(SEED ?? process.env.PILLARBOX_MODEL_SEED ?? Math.floor(Math.random() * 2 ** 30));
/** Runs at once, each against a server and a database of its own: while one waits for Postgres another goes on. */
const LANES = Math.max(1, Math.min(2, RUNS));
/** How long a failing run may be made smaller, milliseconds. */
const SHRINK_MS = 40_000;
/** A long soak says now and then how it goes. */
const REPORT_EVERY = 500;
const folder = join(import.meta.dirname, '../../regressions');

/** Servers for the runs of one test file. */
export function townsOfThisFile(): { all(): Town[] } {
  let towns: Town[] = [];
  beforeAll(async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    towns = await Promise.all(Array.from({ length: LANES }, () => createTown()));
  });
  afterAll(async () => {
    await Promise.all(towns.map((town) => town.close()));
    vi.restoreAllMocks();
  });
  return { all: () => towns };
}

/** Random plans, one for each seed. @param file the test file this is for, to name it to whoever repeats a run */
export async function playMany(
  towns: readonly Town[],
  { file, chunkBytes }: { file: string; chunkBytes: number },
): Promise<void> {
  const tally = createTally();
  const failures: Failure[] = [];
  let begun = 0;
  const lane = async (town: Town) => {
    while (begun < RUNS && failures.length === 0) {
      const seed = FIRST + begun;
      begun += 1;
      const result = await fc.check(
        fc.asyncProperty(anyPlan(chunkBytes), async (plan) => tally.add(seed, await play(plan, town))),
        { seed, numRuns: 1, unbiased: true, interruptAfterTimeLimit: SHRINK_MS },
      );
      if (result.failed && result.counterexample)
        failures.push({ file, seed, plan: result.counterexample[0], why: String(result.errorInstance) });
      else if (begun % REPORT_EVERY === 0) console.log(tally.text());
    }
  };
  await Promise.all(towns.map(lane));
  const [failure] = failures;
  if (failure) expect.fail(keep(failure));
  console.log(tally.text());
}

/** What went wrong before. */
export async function playKept(town: Town | undefined): Promise<void> {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const { plan } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { plan: unknown };
    await play(planSchema.parse(plan), town ?? expect.fail('no server')).catch((error: Error) => {
      error.message = `${name}: ${error.message}`;
      throw error;
    });
  }
}

/** For a test's name: how many, and from which seed. */
export const RUNS_SAID = `${RUNS} runs from seed ${FIRST}`;
/** A soak takes as long as it takes. */
export const NO_LIMIT = 2 ** 31 - 1;

type Failure = { file: string; seed: number; plan: Plan; why: string };

/** Writes the failing plan down, to be replayed from now on. @returns what there is to say about it */
function keep({ file, seed, plan, why }: Failure): string {
  const name = `seed-${seed}.json`;
  writeFileSync(join(folder, name), `${JSON.stringify({ why: why.split('\n')[0], seed, plan }, null, 2)}\n`);
  return (
    `${why}\n\nSeed ${seed}, made smaller to ${plan.steps.length} steps and kept in tests/regressions/${name}.\n` +
    `The whole run again: PILLARBOX_SEED=${seed} npx vitest run ${file}`
  );
}

/** What all runs saw together. */
function createTally() {
  const steps: Record<string, number> = {};
  const fates: Record<string, number> = {};
  const times: number[] = [];
  let slowest = { ms: 0, seed: 0 };
  const sum = (total: Record<string, number>, more: Record<string, number>) => {
    for (const [what, count] of Object.entries(more)) total[what] = (total[what] ?? 0) + count;
  };
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ');
  return {
    add(seed: number, seen: Seen) {
      sum(steps, seen.steps);
      sum(fates, seen.fates);
      times.push(seen.ms);
      if (seen.ms > slowest.ms) slowest = { ms: seen.ms, seed };
    },
    text() {
      const middle = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
      return (
        `${times.length} runs from seed ${FIRST}. Steps: ${list(steps)}.\n` +
        `What became of writes, by device: ${list(fates)}.\n` +
        `Half of the runs took ${Math.round(middle)} ms or less; the slowest ${Math.round(slowest.ms)} ms (seed ${slowest.seed}).`
      );
    },
  };
}
