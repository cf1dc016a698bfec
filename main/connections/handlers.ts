import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { checkAnswerSchema } from '../../shared/connection-check.ts';
import { connectionHealthSchema } from '../../shared/connection-health.ts';
import { AppError } from '../../shared/errors.ts';
import type { methods } from '../../shared/ipc/index.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { timelineSchema } from '../../shared/publishing/timeline.ts';
import { planningScope } from '../../shared/scopes.ts';
import { flowStateSchema } from '../../shared/sign-in-flow.ts';
import type { HostServices } from '../hosts/host-services.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { Media } from '../media/media.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { anything, type ServerApi } from '../session/server-api.ts';
import type { Workspace } from '../workspace.ts';
import { isCleared } from './cleared.ts';
import type { DeviceAccounts } from './device-accounts.ts';
import { lookThere } from './device-caretaker.ts';
import { collectComments, heldConnections } from './device-comments.ts';
import { replyPlan, targetPlan } from './device-plans.ts';
import type { DevicePublisher } from './device-publisher.ts';
import type { DeviceSignIns } from './device-sign-in.ts';
import { handOut } from './hand-out.ts';
import { type HandOvers, mayHaveArrived } from './hand-overs.ts';
import { connectionOf, publicationOf } from './rows.ts';
import { settleWithoutAccount } from './without-account.ts';

type Names =
  | 'connections.connect'
  | 'connections.signIn'
  | 'connections.signInState'
  | 'connections.handOver'
  | 'connections.reconnect'
  | 'connections.health'
  | 'connections.check'
  | 'publish.now'
  | 'publish.handOut'
  | 'publish.resolve'
  | 'publish.sendAgain'
  | 'publish.check'
  | 'publish.timeline'
  | 'comments.refresh';

const checked = z.object({ there: z.boolean() });
const signInPage = z.object({ url: z.url({ protocol: /^https?$/ }) });

type Decision = z.infer<(typeof methods)['publish.resolve']>['answer'];

/** How long a request to the server waits for the rows it is about to arrive there. */
const ARRIVAL_PATIENCE_MS = 10_000;

/** Whoever holds an account acts with it: this device by itself, else the server is asked. */
export function connectionHandlers(deps: {
  api: ServerApi;
  accounts: DeviceAccounts;
  publisher: DevicePublisher;
  handOvers: HandOvers;
  signIns: DeviceSignIns;
  current(): Workspace;
  syncNow(): void;
  host: Pick<HostServices, 'openExternal' | 'showFiles'>;
  media: Pick<Media, 'readForSending'>;
  /** A folder for files on their way out. */
  outDir: string;
  now: () => Date;
}): Pick<Handlers, Names> {
  const { api, accounts, publisher, handOvers, current, syncNow } = deps;

  const connectionNamed = (id: string): Row<'connection'> => {
    const connection = connectionOf(current().replica, id);
    if (connection) return connection;
    throw new AppError('connection_missing', 'This account is no longer connected.', { status: 404 });
  };

  const publicationNamed = (id: string): Row<'publication'> => {
    const publication = publicationOf(current().replica, id);
    if (publication) return publication;
    throw new AppError('not_found', 'There is no such publication.', { status: 404 });
  };

  /** The server must know a row before it can be asked to act on it. @throws AppError `waiting_for_sync` */
  const arrived = async (waits: () => boolean) => {
    if (!current().account)
      throw new AppError('account_needed', 'This needs an account. Sign up or sign in first.', {
        status: 401,
      });
    syncNow();
    for (const end = Date.now() + ARRIVAL_PATIENCE_MS; waits(); await sleep(100)) {
      if (Date.now() > end)
        throw new AppError(
          'waiting_for_sync',
          'This has not reached the server yet. Try again in a moment.',
          {
            status: 503,
          },
        );
    }
  };

  /** @returns whether the server has not yet taken everything that was written about a brand's planning before now */
  const unsent = ({ read }: ReplicaView, brandId: string): (() => boolean) => {
    const last = read.get<{ seq: number | null }>('select max(seq) as seq from outbox')?.seq ?? 0;
    return () =>
      read.get(
        "select 1 from outbox where home = ? and seq <= ? and state <> 'applied'",
        planningScope(brandId),
        last,
      ) !== undefined;
  };

  /** @throws AppError `approval_missing` */
  const assertCleared = (postId: string): void => {
    if (isCleared(current().replica, postId)) return;
    throw new AppError('approval_missing', 'This post has not been approved as it is now.', { status: 409 });
  };

  const elsewhere = () =>
    new AppError('not_holder', 'Another device holds this account: do it there, or let the server publish.', {
      status: 409,
    });

  /** A person's word about something that did not go out, or may have. */
  const resolve = async (publicationId: string, answer: Decision): Promise<void> => {
    const { replica } = current();
    const publication = publicationNamed(publicationId);
    const connection = connectionOf(replica, publication.connection_id);
    if (!connection)
      return settleWithoutAccount(
        { api, publisher, workspace: current(), arrived, now: deps.now },
        publication,
        answer,
      );
    if (connection.holder === 'server') {
      await api.request('POST', `/publications/${publicationId}/resolve`, { answer }, anything);
      return;
    }
    if (!accounts.holdsHere(connection)) throw elsewhere();
    const plan =
      publication.subject === 'reply'
        ? replyPlan(replica, publication.subject_id)
        : publication.part_id !== null && publication.post_id !== null
          ? publisher.partOf(
              {
                postId: publication.post_id,
                connectionId: connection.id,
                partId: publication.part_id,
              },
              publication.due_at,
            )
          : targetPlan(replica, publication.subject_id, publication.due_at, false);
    if (answer !== 'send_now') await publisher.decide(publicationId, answer, plan);
    else if (plan) {
      if (plan.content.kind === 'part' && plan.content.parentId === '')
        throw new AppError('thread_broken', 'It is not known where the part before it is.', { status: 409 });
      if (plan.subject !== 'reply' && plan.postId) assertCleared(plan.postId);
      await publisher.send({ ...plan, auto: false });
    } else throw new AppError('gone', 'What was to be sent is no longer there.', { status: 404 });
  };

  return {
    async 'connections.connect'({ brandId, platform, holder, handle, secret, serviceUrl }) {
      if (holder === 'device') {
        const input = { brandId, platform, handle, secret, serviceUrl };
        return { connectionId: await accounts.connect(current(), input) };
      }
      await arrived(() => current().replica.pending('brand', brandId));
      const id = uuidv7();
      const body = { id, brand_id: brandId, platform, handle, secret, service_url: serviceUrl };
      await api.request('POST', '/connections', body, anything);
      syncNow();
      return { connectionId: id };
    },

    async 'connections.signIn'({ brandId, platform, holder, serviceUrl, connectionId }) {
      const { replica } = current();
      if (holder === 'device') {
        const again = connectionId === null ? null : connectionNamed(connectionId);
        if (again && !accounts.holdsHere(again)) throw elsewhere();
        const asked = { brandId, platform, serviceUrl };
        return { connectionId: await deps.signIns.begin(current(), asked, again) };
      }
      await arrived(
        () =>
          replica.pending('brand', brandId) ||
          (connectionId !== null && replica.pending('connection', connectionId)),
      );
      const id = connectionId ?? uuidv7();
      const again = connectionId !== null;
      deps.signIns.forget(id);
      const body = { id, brand_id: brandId, platform, service_url: serviceUrl, again };
      const { url } = await api.request('POST', '/connections/browser', body, signInPage);
      await deps.host.openExternal(url);
      return { connectionId: id };
    },

    async 'connections.signInState'({ connectionId }) {
      const here = deps.signIns.look(connectionId);
      if (here) return here;
      const state = await api.request(
        'GET',
        `/connections/browser/${connectionId}`,
        undefined,
        flowStateSchema,
      );
      if (state.state === 'connected') syncNow();
      return state;
    },

    async 'connections.handOver'({ connectionId }) {
      const connection = connectionNamed(connectionId);
      if (connection.holder === 'server') {
        await accounts.forget(connectionId);
        return null;
      }
      if (!accounts.holdsHere(connection)) throw elsewhere();
      const secret = await accounts.secretOf(connectionId);
      const out = await publisher.release(connectionId);
      const { replica } = current();
      try {
        // What went out here the server must know of, or it would send it again.
        await arrived(
          () =>
            replica.pending('connection', connectionId) ||
            out.some((id) => replica.pending('publication', id)),
        );
      } catch (error) {
        handOvers.cancel(connectionId);
        throw error;
      }
      handOvers.asked(connectionId);
      // From the server's yes on there is one holder, and it is not this device. Asked again after a lost answer, with
      // or without a secret, the server says yes again.
      await api
        .request('POST', `/connections/${connectionId}/hand-over`, { secret: secret ?? '' }, anything)
        .catch((error: unknown) => {
          // Where nobody knows whether it said yes this device sends nothing more until that is found out.
          if (mayHaveArrived(error)) throw error;
          handOvers.end(connectionId);
          if (secret !== null) throw error;
          throw new AppError('reconnect_needed', 'Connect the account again first.', { status: 409 });
        });
      await accounts.forget(connectionId);
      publisher.released(connectionId);
      syncNow();
      return null;
    },

    async 'connections.reconnect'({ connectionId, secret }) {
      const connection = connectionNamed(connectionId);
      if (connection.holder === 'server')
        await api.request('POST', `/connections/${connectionId}/reconnect`, { secret }, anything);
      else if (accounts.holdsHere(connection)) await accounts.reconnect(current(), connection, secret);
      else throw elsewhere();
      syncNow();
      return null;
    },

    async 'connections.health'({ connectionId }) {
      const connection = connectionNamed(connectionId);
      if (connection.holder === 'server')
        return api.request('GET', `/connections/${connectionId}/health`, undefined, connectionHealthSchema);
      if (accounts.holdsHere(connection)) return accounts.health(connection);
      throw elsewhere();
    },

    async 'connections.check'({ connectionId, part }) {
      // One that the server just made may still be on its way here.
      if (current().account) await arrived(() => connectionOf(current().replica, connectionId) === null);
      const connection = connectionNamed(connectionId);
      if (connection.holder === 'server')
        return api.request('POST', `/connections/${connectionId}/checks`, { part }, checkAnswerSchema);
      if (accounts.holdsHere(connection)) return { steps: await accounts.check(connection, part) };
      throw elsewhere();
    },

    async 'publish.now'({ postId, connectionId }) {
      const connection = connectionNamed(connectionId);
      const { replica } = current();
      const target = targetId(postId, connectionId);
      if (connection.holder === 'server') {
        // With its files, its parts and everything else that was written for it up to now.
        await arrived(unsent(replica, connection.brand_id));
        await api.request('POST', `/posts/${postId}/publish-now`, { connection_id: connectionId }, anything);
        syncNow();
        return null;
      }
      if (!accounts.holdsHere(connection)) throw elsewhere();
      const plan = targetPlan(replica, target, deps.now().toISOString(), false);
      if (!plan)
        throw new AppError('gone', 'This post does not go to that account any more.', { status: 404 });
      assertCleared(postId);
      await publisher.send(plan);
      return null;
    },

    async 'publish.handOut'(named) {
      const { folder, names } = await handOut(
        { replica: current().replica, media: deps.media, dir: deps.outDir },
        named,
      );
      if (names.length > 0) await deps.host.showFiles(folder, names);
      return { files: names.length };
    },

    async 'publish.resolve'({ publicationId, answer }) {
      await resolve(publicationId, answer);
      syncNow();
      return null;
    },

    async 'publish.sendAgain'({ publicationIds }) {
      const refused: { publicationId: string; code: string; message: string }[] = [];
      // One after the other: in the order they were due, as an account's posts go out.
      for (const publicationId of publicationIds) {
        await resolve(publicationId, 'send_now').catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
          refused.push({ publicationId, code: error.code, message: error.message });
        });
      }
      syncNow();
      return { sent: publicationIds.length - refused.length, refused };
    },

    async 'publish.check'({ publicationId }) {
      const workspace = current();
      const publication = publicationNamed(publicationId);
      const connection = connectionNamed(publication.connection_id);
      if (connection.holder === 'server') {
        const seen = await api.request('POST', `/publications/${publicationId}/check`, {}, checked);
        syncNow();
        return seen;
      }
      if (!accounts.holdsHere(connection)) throw elsewhere();
      return lookThere(workspace, accounts, publication, deps.now()).catch((error: unknown) => {
        if (error instanceof AppError) throw error;
        const { code, message } = accounts.connector(connection.platform).classify(error);
        throw new AppError(code, message, { status: 502 });
      });
    },

    async 'publish.timeline'({ publicationId }) {
      const connection = connectionNamed(publicationNamed(publicationId).connection_id);
      // What this device tried before it gave the account to the server is known here only.
      const here = publisher.timeline(publicationId);
      if (connection.holder !== 'server') {
        if (here) return here;
        if (!accounts.holdsHere(connection)) throw elsewhere();
        return { tries: [], removals: [], next_at: null };
      }
      const path = `/publications/${publicationId}/timeline`;
      const there = await api.request('GET', path, undefined, timelineSchema);
      const tries = [...(here?.tries ?? []), ...there.tries].map((one, index) => ({ ...one, n: index + 1 }));
      return { ...there, tries };
    },

    async 'comments.refresh'({ brandId }) {
      const workspace = current();
      const served = workspace.replica.read.get(
        "select 1 from connections where brand_id = ? and holder = 'server' limit 1",
        brandId,
      );
      const held = heldConnections(workspace, accounts, brandId);
      await Promise.all([
        ...held.map((connection) =>
          collectComments(workspace, accounts, connection, deps.now()).catch((error: unknown) => {
            if (error instanceof AppError) throw error;
            const { code, message } = accounts.connector(connection.platform).classify(error);
            throw new AppError(code, message, { status: 502 });
          }),
        ),
        ...(served ? [api.request('POST', `/brands/${brandId}/comments/refresh`, {}, z.unknown())] : []),
      ]);
      syncNow();
      return null;
    },
  };
}
