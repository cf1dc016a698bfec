import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Registry } from '../../shared/mutators/registry.ts';
import { PROTOCOL, PROTOCOL_HEADER, type ProtocolRange } from '../../shared/sync-protocol.ts';

/** What this server knows; tests put another version of it in. */
export type SyncVersions = { protocol?: ProtocolRange; registry?: Registry };

const spokenSchema = z.coerce.number().int().min(1);

/**
 * The first hook of both halves of sync, before a body of another version is looked at. It fails with AppError
 * `must_update` or `server_must_update`, both 426.
 */
export function requireProtocol({ protocol = PROTOCOL }: Pick<SyncVersions, 'protocol'>) {
  return async (request: FastifyRequest): Promise<void> => {
    const spoken = spokenSchema.safeParse(request.headers[PROTOCOL_HEADER] ?? 1).data ?? 1;
    if (spoken < protocol.oldest) {
      throw new AppError('must_update', 'This server needs a newer version of the app.', {
        status: 426,
        details: { protocol },
      });
    }
    if (spoken > protocol.newest) {
      throw new AppError(
        'server_must_update',
        'This app is newer than the server. The server needs an update.',
        {
          // Not 409: the client of the shape protocol takes that for a rotated log.
          status: 426,
          details: { protocol },
        },
      );
    }
  };
}
