import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

/** What every bench shares: arguments, sums, tables, a folder, a server. */

export const root = resolve(import.meta.dirname, '..');
export const migrationsDir = join(root, 'migrations', 'replica');

/** `--rows=1000 --sizes=1000,10000` over a bench's own defaults; a list where the default is one. */
export function readOptions<T extends Record<string, number | number[]>>(defaults: T): T {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
  );
  const { values } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  const read = Object.entries(defaults).map(([name, fallback]) => {
    const text = values[name];
    if (typeof text !== 'string') return [name, fallback];
    return [name, Array.isArray(fallback) ? text.split(',').map(Number) : Number(text)];
  });
  return Object.fromEntries(read) as T;
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.min(sorted.length, Math.ceil(share * sorted.length)) - 1)] ?? Number.NaN;
};

/** p50, p95 and the worst of some milliseconds. */
export const spread = (values: readonly number[]) => ({
  p50: ms(percentile(values, 0.5)),
  p95: ms(percentile(values, 0.95)),
  max: ms(percentile(values, 1)),
});

export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
export const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
export const ratio = (value: number, of: number) => `${(value / of).toFixed(2)}x`;

export async function timed<T>(work: () => T | Promise<T>): Promise<[number, T]> {
  const from = performance.now();
  const result = await work();
  return [performance.now() - from, result];
}

export const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

/** Waits until something is so. @throws Error after `within` milliseconds, naming what was waited for */
export async function until(what: string, so: () => unknown, within = 150_000, every = 5): Promise<void> {
  const end = performance.now() + within;
  while (!so()) {
    if (performance.now() > end) throw new Error(`Waited ${within} ms for: ${what}`);
    await pause(every);
  }
}

export function print(title: string, rows: readonly Record<string, unknown>[]): void {
  console.log(`\n${title}`);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const [index, line] of lines.entries()) {
    console.log(`  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
    if (index === 0) console.log(`  ${widths.map((width) => '-'.repeat(width)).join('  ')}`);
  }
}

/** One line against its goal. Nothing fails: a bench says what is. */
export function judge(what: string, value: number, goal: number, show: (value: number) => string = ms): void {
  console.log(`  ${value <= goal ? 'reached' : 'MISSED '}  ${what}: ${show(value)} of at most ${show(goal)}`);
}

export function printMemory(of: Record<string, { rss: number; heapUsed: number }> = {}): void {
  print(
    'Memory',
    Object.entries({ 'this process': process.memoryUsage(), ...of }).map(([name, { rss, heapUsed }]) => ({
      process: name,
      rss: mb(rss),
      heap: mb(heapUsed),
    })),
  );
}

/** How long this thread was kept from its next turn: the longest, in milliseconds. */
export function watchLoop() {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  return {
    stop() {
      histogram.disable();
      return { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 };
    },
  };
}

const cleanups: (() => Promise<unknown> | unknown)[] = [];
/** Runs at the end of the bench, newest first. */
export const atEnd = (work: () => Promise<unknown> | unknown) => void cleanups.push(work);

/** Runs a bench and whatever was to be done at its end, also after a fault. */
export async function bench(work: () => Promise<void>): Promise<void> {
  const from = performance.now();
  try {
    await work();
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
  console.log(`\n${((performance.now() - from) / 1000).toFixed(0)} s, Node ${process.versions.node}`);
  process.exit(0);
}

/** A folder on a real disk, where a commit costs what it costs. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pillarbox-bench-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bytes, and the connections it has open. */
export type Memory = { rss: number; heapUsed: number; connections: number };
export type BenchServer = { url: string; databaseUrl: string; memory(): Promise<Memory> };

/**
 * The whole server in a process of its own, on an embedded Postgres of its own with its usual durability. With
 * BENCH_PROFILE=<folder> it leaves a CPU profile there.
 */
export async function startServer(): Promise<BenchServer> {
  const profile = process.env.BENCH_PROFILE;
  const child = fork(join(import.meta.dirname, 'server-process.ts'), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  });
  const { url, databaseUrl } = await answer<{ url: string; databaseUrl: string }>(child, 'ready');
  atEnd(async () => {
    child.send('close');
    await new Promise((done) => child.once('exit', done));
  });
  return {
    url,
    databaseUrl,
    memory() {
      child.send('memory');
      return answer<Memory>(child, 'memory');
    },
  };
}

/** The next message of a kind that a child sends. */
export function answer<T>(child: ChildProcess, kind: string): Promise<T> {
  return new Promise((done, failed) => {
    const gone = () => failed(new Error(`The child ended before it said ${kind}.`));
    const listen = (message: unknown) => {
      const { kind: found, value } = message as { kind: string; value: T };
      if (found !== kind) return;
      child.off('message', listen);
      child.off('exit', gone);
      done(value);
    };
    child.on('message', listen);
    child.once('exit', gone);
  });
}
