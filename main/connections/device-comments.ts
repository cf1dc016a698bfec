import type { PolledPost } from '../../shared/connectors/contract.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { commentId } from '../../shared/mutators/comment.ts';
import type { Log } from '../log.ts';
import type { Workspace } from '../workspace.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import { connectionOf } from './rows.ts';

/** Comments on older posts are rare, and each post is a question to the platform. */
const LOOK_BACK_DAYS = 30;
const MAX_POSTS = 50;

/** Connections of a brand, or of all brands, that this device holds and can use. */
export function heldConnections(
  { replica }: Workspace,
  accounts: DeviceAccounts,
  brandId?: string,
): Row<'connection'>[] {
  const rows = replica.read.all<{ id: string }>(
    "select id from connections where holder = 'device' and (? is null or brand_id = ?) order by id",
    brandId ?? null,
    brandId ?? null,
  );
  return rows
    .flatMap(({ id }) => connectionOf(replica, id) ?? [])
    .filter((connection) => accounts.holdsHere(connection));
}

/**
 * Asks one account for comments on what was published through it lately, and writes those that are new or were
 * changed. What the account wrote itself is an answer, not a comment.
 * @returns how many were written
 * @throws whatever the platform refuses with
 */
export async function collectComments(
  workspace: Workspace,
  accounts: DeviceAccounts,
  connection: Row<'connection'>,
  now: Date,
): Promise<number> {
  const { replica } = workspace;
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * 86_400_000).toISOString();
  const published = replica.read.all<{ post_id: string | null; remote_id: string }>(
    `select post_id, remote_id from publications
      where connection_id = ? and subject = 'target' and state = 'published' and remote_id is not null
        and published_at >= ?
      order by published_at desc limit ?`,
    connection.id,
    since,
    MAX_POSTS,
  );
  if (published.length === 0) return 0;
  const posts: PolledPost[] = published.map(({ remote_id }) => ({ remoteId: remote_id, cursor: null }));
  const postIds = new Map(published.map(({ remote_id, post_id }) => [remote_id, post_id]));
  const found = await accounts
    .use(connection, (session, connector) =>
      connector.listComments(session, posts, AbortSignal.timeout(60_000)),
    )
    .catch((error: unknown) => {
      const failure = accounts.connector(connection.platform).classify(error);
      // No connection, and a limit that is over soon, are said elsewhere or pass by themselves.
      const says = failure.class !== 'wait' && failure.code !== 'network';
      if (says) accounts.commentsRead(connection.id, failure);
      throw error;
    });
  accounts.commentsRead(connection.id, null);

  const mutations = found.flatMap(({ remoteId, comments }) =>
    comments
      .filter((comment) => !comment.own)
      .flatMap((comment) => {
        const known = replica.read.get<{ text: string }>(
          'select text from comments where id = ?',
          commentId(connection.id, comment.remoteId),
        );
        if (known?.text === comment.text) return [];
        const args = {
          brand_id: connection.brand_id,
          connection_id: connection.id,
          post_id: postIds.get(remoteId) ?? null,
          remote_id: comment.remoteId,
          parent_remote_id: comment.parentRemoteId,
          url: comment.url,
          author_name: comment.authorName,
          author_handle: comment.authorHandle,
          text: comment.text,
          commented_at: comment.commentedAt,
        };
        return [{ name: 'comment.collect', args }];
      }),
  );
  if (mutations.length > 0) await replica.mutate(mutations, workspace.account?.personId ?? null);
  return mutations.length;
}

/** Looks for comments on all accounts this device holds, again and again. @returns a function that ends it */
export function watchComments(deps: {
  current(): Workspace;
  accounts: DeviceAccounts;
  now: () => Date;
  log: Log;
  everyMs?: number;
}): () => void {
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const workspace = deps.current();
    for (const connection of heldConnections(workspace, deps.accounts)) {
      if (deps.current() !== workspace) break;
      if (connection.status !== 'connected') continue;
      await collectComments(workspace, deps.accounts, connection, deps.now()).catch((error: unknown) => {
        const { code } = deps.accounts.connector(connection.platform).classify(error);
        deps.log.debug({ connection: connection.id, code }, 'comments could not be read');
      });
    }
    looking = false;
  };
  const timer = setInterval(() => void look(), deps.everyMs ?? 60_000);
  timer.unref();
  return () => clearInterval(timer);
}
