import { AppError } from '../../shared/errors.ts';
import type { Result } from './protocol.ts';

/** Runs a call. What it throws becomes something that can travel between threads. */
export async function toResult(work: () => unknown): Promise<Result> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof AppError) {
      const { code, message, status, details } = error;
      return { ok: false, code, message, status, details };
    }
    return { ok: false, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The error a failed call ends with on this side. */
export function toError(result: Result & { ok: false }): Error {
  if (!('code' in result)) return new Error(result.fault);
  const { code, message, status, details } = result;
  return new AppError(code, message, { status, details });
}
