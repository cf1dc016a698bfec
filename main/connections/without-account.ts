import { AppError } from '../../shared/errors.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { anything, type ServerApi } from '../session/server-api.ts';
import type { Workspace } from '../workspace.ts';
import { failed, type Result } from './device-ledger.ts';
import type { DevicePublisher } from './device-publisher.ts';
import { CANCELLED, SAID_MISSING } from './device-refusals.ts';

type Answer = 'published' | 'not_published' | 'send_now' | 'cancel';

/**
 * A person's word about a publication whose account is no longer connected: whoever had a part in it writes it down,
 * this device, else the server; with neither, the row alone says it.
 * @param deps.arrived waits until the server knows a row, and throws where there is none (`waiting_for_sync`)
 * @throws AppError `connection_removed` when it is to be sent, `outcome_unknown` when it may be out and is to be given up
 */
export async function settleWithoutAccount(
  deps: {
    api: ServerApi;
    publisher: Pick<DevicePublisher, 'timeline' | 'decide'>;
    workspace: Pick<Workspace, 'replica' | 'account'>;
    arrived(waits: () => boolean): Promise<void>;
    now: () => Date;
  },
  publication: Row<'publication'>,
  answer: Answer,
): Promise<void> {
  const { api, publisher, workspace } = deps;
  const { replica, account } = workspace;
  const { id, state } = publication;
  if (answer === 'send_now')
    throw new AppError('connection_removed', 'The account was disconnected.', { status: 409 });
  if (publisher.timeline(id)) return publisher.decide(id, answer, null);
  if (account) {
    await deps.arrived(() => replica.pending('publication', id));
    await api.request('POST', `/publications/${id}/resolve`, { answer }, anything);
    return;
  }
  if (answer === 'cancel' && state === 'unknown')
    throw new AppError('outcome_unknown', 'It may have gone out. Say whether it did first.', { status: 409 });
  const { brand_id, subject, subject_id, post_id, part_id, connection_id, due_at, tries } = publication;
  const named = { brand_id, subject, subject_id, post_id, part_id, connection_id, due_at };
  // What may be out went out, if so, when that was written down.
  const at = state === 'unknown' ? publication.updated_at : deps.now().toISOString();
  const result = resultOf(answer, at);
  await replica.mutate(
    [{ name: 'publication.record', args: { ...named, tries: Math.max(1, tries), result } }],
    null,
  );
}

function resultOf(answer: Exclude<Answer, 'send_now'>, at: string): Result {
  switch (answer) {
    case 'published':
      return { state: 'published', published_at: at, remote_id: null, url: null };
    case 'not_published':
      return failed('failed', SAID_MISSING);
    case 'cancel':
      return failed('cancelled', CANCELLED);
  }
}
