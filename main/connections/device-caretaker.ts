import { type Connector, type Failure, type Session, seenAs } from '../../shared/connectors/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';
import type { Log } from '../log.ts';
import { decodeRow } from '../replica/rows.ts';
import type { Workspace } from '../workspace.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import type { DeviceRemovals } from './device-removals.ts';
import { connectionOf } from './rows.ts';

const PLATFORM_MS = 60_000;
const LOOK_MS = 5000;
/** After failures that may pass; then the person is told. */
const RETRY_MS = [10_000, 60_000, 300_000];

type Out = Row<'publication'>;
type Result = Omit<MutationArgs<'standing.record'>, 'brand_id' | 'post_id' | 'connection_id'>;

const plain: Omit<Result, 'state'> = {
  checked_at: null,
  removed_at: null,
  removed_by: null,
  tries: 0,
  next_try_at: null,
  error_code: null,
  error_class: 'none',
  error_message: null,
};

async function record(workspace: Workspace, publication: Out, result: Result): Promise<void> {
  const { brand_id, post_id, connection_id } = publication;
  if (post_id === null) return;
  const args = { brand_id, post_id, connection_id, ...result };
  await workspace.replica.mutate([{ name: 'standing.record', args }], workspace.account?.personId ?? null);
}

/**
 * Asks the platform of an account this device holds whether a post still stands there, and writes down the answer.
 * @throws AppError `not_found` where nothing of it is on a platform, or whatever the platform refuses with
 */
export async function lookThere(
  workspace: Workspace,
  accounts: DeviceAccounts,
  publication: Out,
  now: Date,
): Promise<{ there: boolean }> {
  const { remote_id, connection_id, post_id } = publication;
  const connection = connectionOf(workspace.replica, connection_id);
  if (!connection || remote_id === null || post_id === null)
    throw new AppError('not_found', 'Nothing of it is on a platform.', { status: 404 });
  const found = await accounts.use(connection, (session, connector) =>
    connector.read(session, { remoteId: remote_id, kind: 'post' }, AbortSignal.timeout(PLATFORM_MS)),
  );
  const { state, why } = seenAs(found);
  const refused =
    why && ({ error_code: why.code, error_class: 'give_up', error_message: why.message } as const);
  await record(workspace, publication, { ...plain, state, checked_at: now.toISOString(), ...refused });
  return { there: state === 'there' };
}

/** Posts on accounts of devices that are to be down by now and are not. */
function dueDown({ replica }: Workspace, at: string) {
  return replica.read
    .all<Record<string, unknown>>(
      `select p.*, d.set_by as said_by, s.tries as tried from takedowns d
         join connections c on c.id = d.connection_id and c.holder = 'device' and c.status = 'connected'
         join publications p on p.subject_id = d.id and p.state = 'published' and p.remote_id is not null
         left join standings s on s.id = p.id
        where d.remove_at <= ? and (s.id is null or s.state in ('there', 'waiting')
           or (s.state = 'retrying' and s.next_try_at <= ?) or (s.state = 'failed' and d.updated_at > s.updated_at))
        order by d.remove_at`,
      at,
      at,
    )
    .map((raw) => ({
      publication: decodeRow('publication', raw),
      saidBy: raw.said_by as string | null,
      tries: (raw.tried as number | null) ?? 0,
    }));
}

/** Longer ago than this nothing is on its way any more. */
const BELOW_DAYS = 30;

/** Parts on accounts of devices that are out below a post that is down. */
const belowRemoved = ({ replica }: Workspace, now: Date): Out[] =>
  replica.read
    .all<Record<string, unknown>>(
      `select p.* from standings s
         join connections c on c.id = s.connection_id and c.holder = 'device' and c.status = 'connected'
         join publications p on p.post_id = s.post_id and p.connection_id = s.connection_id and p.part_id is not null
        where s.state = 'removed' and s.removed_at > ? and p.state = 'published' and p.remote_id is not null
        order by p.published_at desc, p.id desc`,
      new Date(now.getTime() - BELOW_DAYS * 86_400_000).toISOString(),
    )
    .map((raw) => decodeRow('publication', raw));

/** What a person or a platform says that may leave something to take down. What is written of a try is not among it. */
const RELEVANT = ['takedown', 'publication', 'connection'] as const;

/**
 * Takes down what is due on accounts this device holds, again and again.
 * @returns what begins that for the workspace on screen, and returns what ends it
 */
export function watchPosts(deps: {
  current(): Workspace;
  accounts: DeviceAccounts;
  removals: DeviceRemovals;
  now: () => Date;
  log: Log;
}): (workspace: Workspace) => () => void {
  const { accounts, removals, log } = deps;
  const at = () => deps.now().toISOString();
  let looking = false;
  let again = false;

  async function removePart(
    { id, remote_id }: Pick<Out, 'id' | 'remote_id'>,
    connector: Connector,
    session: Session,
    signal: AbortSignal,
  ): Promise<void> {
    removals.begin(id, at());
    try {
      await connector.remove(session, { remoteId: remote_id ?? '', kind: 'part' }, signal);
    } catch (error) {
      removals.settle(id, at(), connector.classify(error));
      throw error;
    }
    removals.settle(id, at(), null);
  }

  /** What was on its way when its post came down, or nobody knew of, comes down once it is known to be there. */
  async function takeAfter(workspace: Workspace, part: Out): Promise<void> {
    const connection = connectionOf(workspace.replica, part.connection_id);
    const tries = removals.of(part.id);
    const last = tries.at(-1);
    if (!connection || !accounts.holdsHere(connection) || last?.outcome === 'removed') return;
    const wait = tries.length === 0 ? 0 : RETRY_MS[tries.length - 1];
    if (wait === undefined || (last?.settled_at && Date.parse(last.settled_at) + wait > deps.now().getTime()))
      return;
    const signal = AbortSignal.timeout(PLATFORM_MS);
    await accounts
      .use(connection, (session, connector) => removePart(part, connector, session, signal))
      .catch((error: unknown) =>
        log.info({ err: error, publication: part.id }, 'a part could not be taken down'),
      );
  }

  async function takeDown(workspace: Workspace, due: ReturnType<typeof dueDown>[number]): Promise<void> {
    const { publication, saidBy, tries } = due;
    const connection = connectionOf(workspace.replica, publication.connection_id);
    if (!connection || !accounts.holdsHere(connection)) return;
    const parts = workspace.replica.read.all<Pick<Out, 'id' | 'remote_id'>>(
      `select id, remote_id from publications where post_id = ? and connection_id = ? and part_id is not null
          and state = 'published' and remote_id is not null order by published_at desc, id desc`,
      publication.post_id,
      publication.connection_id,
    );
    const signal = AbortSignal.timeout(PLATFORM_MS);
    removals.begin(publication.id, at());
    // Taking down what is gone is no failure, so whatever a crash leaves is simply done again.
    const failure = await accounts
      .use(connection, async (session, connector) => {
        for (const part of parts) await removePart(part, connector, session, signal);
        const thing = { remoteId: publication.remote_id ?? '', kind: 'post' } as const;
        await connector.remove(session, thing, signal);
        return null;
      })
      .catch((error: unknown) => accounts.connector(connection.platform).classify(error));
    removals.settle(publication.id, at(), failure);
    if (failure)
      log.info({ publication: publication.id, code: failure.code }, 'a post could not be taken down');
    const removed = { ...plain, state: 'removed', removed_at: at(), removed_by: saidBy } as const;
    await record(workspace, publication, failure ? afterFailure(failure, tries, deps.now()) : removed);
  }

  const look = async () => {
    if (looking) {
      again = true;
      return;
    }
    // Until a passphrase opens the secrets nothing can be done, which is no failure.
    if (accounts.locked()) return;
    looking = true;
    const workspace = deps.current();
    try {
      for (const due of dueDown(workspace, at())) {
        if (deps.current() !== workspace) break;
        await takeDown(workspace, due);
      }
      for (const part of belowRemoved(workspace, deps.now())) {
        if (deps.current() !== workspace) break;
        await takeAfter(workspace, part);
      }
    } catch (error) {
      log.error({ err: error }, 'what is out could not be looked after');
    }
    looking = false;
    if (!again) return;
    again = false;
    await look();
  };
  return (workspace) => {
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    timer.unref();
    const unlisten = workspace.replica.onCommit((kinds) => {
      if (RELEVANT.some((kind) => kinds.has(kind))) void look();
    });
    return () => {
      clearInterval(timer);
      unlisten();
      again = false;
    };
  };
}

/** What people read of a try that failed. Without a network nothing was tried, so that counts for nothing. */
function afterFailure(failure: Failure, before: number, now: Date): Result {
  const offline = failure.code === 'network' || failure.code === 'timeout';
  const tries = offline ? before : before + 1;
  const wait = offline ? RETRY_MS[0] : RETRY_MS[tries - 1];
  const passes = failure.class === 'wait' || (failure.class === 'retry' && wait !== undefined);
  const soonest = new Date(now.getTime() + (wait ?? 120_000)).toISOString();
  return {
    ...plain,
    state: failure.class === 'reconnect' ? 'waiting' : passes ? 'retrying' : 'failed',
    tries,
    next_try_at: passes ? (failure.retryAt ?? soonest) : null,
    error_code: failure.code.slice(0, 80),
    error_class: failure.class,
    error_message: failure.message.slice(0, 2000),
  };
}
