import type { ConnectionHealth } from '../../shared/connection-health.ts';
import type { Failure } from '../../shared/connectors/contract.ts';
import type { Limit } from '../../shared/connectors/limits.ts';

type Heard = Pick<ConnectionHealth, 'limits' | 'comments'>;

/**
 * What platforms told this device of its accounts since it was started, by connection: what is left of limits, and since when
 * comments could not be read. What is old by then is worth nothing, so nothing of it outlives the app.
 */
export function createHeard(now: () => Date) {
  const limits = new Map<string, Map<string, ConnectionHealth['limits'][number]>>();
  const failing = new Map<string, NonNullable<ConnectionHealth['comments']>>();
  return {
    /** The last word about each counts. */
    limits(connectionId: string, heard: readonly Limit[]): void {
      const known = limits.get(connectionId) ?? new Map();
      limits.set(connectionId, known);
      for (const { of, bucket, remaining, limit, resetAt } of heard)
        known.set(`${of} ${bucket}`, {
          of,
          bucket,
          remaining: Math.max(0, remaining),
          most: limit,
          resets_at: resetAt,
          heard_at: now().toISOString(),
        });
    },

    /** @param failure why comments could not be read; null: they were */
    comments(connectionId: string, failure: Pick<Failure, 'code' | 'message'> | null): void {
      if (failure === null) failing.delete(connectionId);
      else
        failing.set(connectionId, {
          failing_since: failing.get(connectionId)?.failing_since ?? now().toISOString(),
          code: failure.code.slice(0, 80),
          message: failure.message.slice(0, 2000),
        });
    },

    of(connectionId: string): Heard {
      const at = now().toISOString();
      return {
        limits: [...(limits.get(connectionId)?.values() ?? [])].filter(({ resets_at }) => resets_at > at),
        comments: failing.get(connectionId) ?? null,
      };
    },

    forget(connectionId: string): void {
      limits.delete(connectionId);
      failing.delete(connectionId);
    },
  };
}
