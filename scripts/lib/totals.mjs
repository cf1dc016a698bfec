// Reads the reports of the test runners. A run that broke before or beside its tests counts as one failure.
import { readFileSync } from 'node:fs';

/**
 * @param {{ file: string, code: number }} run Vitest's JSON report and the exit code it came with
 * @returns {{ passed: number, failed: number }}
 */
export function vitestTotals({ file, code }) {
  const report = readReport(file);
  const failed = report?.numFailedTests ?? 0;
  return { passed: report?.numPassedTests ?? 0, failed: atLeastOne(failed, code) };
}

/** @param {{ file: string, code: number }} run Playwright's JSON report; a test that passed on a retry has passed */
export function playwrightTotals({ file, code }) {
  const { expected = 0, flaky = 0, unexpected = 0 } = readReport(file)?.stats ?? {};
  return { passed: expected + flaky, failed: atLeastOne(unexpected, code) };
}

export function sum(totals) {
  return totals.reduce(
    (all, { passed, failed }) => ({ passed: all.passed + passed, failed: all.failed + failed }),
    {
      passed: 0,
      failed: 0,
    },
  );
}

const atLeastOne = (failed, code) => (code === 0 ? failed : Math.max(1, failed));

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
