import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Connector, SignedIn } from '../../../shared/connectors/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Platform } from '../../../shared/kinds/index.ts';
import type { FlowState } from '../../../shared/sign-in-flow.ts';
import type { Db, Tx } from '../../db/db.ts';
import { type Log, redactText } from '../../log.ts';
import { requireRole } from '../organizations/roles.ts';
import { type Accounts, asked } from './accounts.ts';
import {
  type Choice,
  choiceDigest,
  createChoices,
  digest,
  expired,
  FLOW_MINUTES,
  type Flow,
} from './choices.ts';
import type { Sessions } from './sessions.ts';
import type { Sealed } from './vault.ts';

/** A desktop that slept through it may still ask what came of it. */
const KEEP_HOURS = 24;

export type FlowInput = {
  id: string;
  brandId: string;
  platform: Platform;
  serviceUrl: string | null;
  /** The account of this connection is signed in to again. */
  again: boolean;
};
export type WayBack = { state: string; code: string | null; error: string | null };

/**
 * Signing in on a platform's own pages. The state that travels through them is random, works once and for
 * a quarter of an hour, and only its hash is kept (RFC 6749, 10.12; RFC 9700, 4.7).
 */
export function createBrowserSignIns(deps: {
  db: Db;
  log: Log;
  sessions: Sessions;
  accounts: Accounts;
  redirectUri: () => string;
}) {
  const { db, log, sessions, accounts } = deps;
  const { vault } = sessions;
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);
  const choices = createChoices({ system, vault });

  return {
    /**
     * @returns the platform's page to open
     * @throws AppError forbidden | exists | not_holder | platform_off | no_browser_sign_in or the platform's refusal
     */
    async begin(personId: string, input: FlowInput): Promise<string> {
      const connector = sessions.connectorOf(input.platform);
      const browser = browserOf(connector);
      const serviceUrl = await allowed(personId, input);
      const redirectUri = deps.redirectUri();
      const client = await asked(connector, (signal) =>
        clientFor(connector, serviceUrl, redirectUri, signal),
      );
      const state = randomBytes(32).toString('base64url');
      const { url, kept } = await asked(connector, () =>
        browser.begin({ client, serviceUrl, redirectUri, state }),
      );
      const { key_id, nonce, ciphertext, tag } = vault.seal(kept, input.id);
      await system((tx) =>
        tx.run(sql`
          insert into secrets.sign_in_flows (connection_id, state_hash, person_id, brand_id, platform, service_url,
            redirect_uri, again, key_id, nonce, ciphertext, tag, expires_at)
          values (${input.id}, ${digest(state)}, ${personId}, ${input.brandId}, ${input.platform}, ${serviceUrl ?? ''},
            ${redirectUri}, ${input.again}, ${key_id}, ${nonce}, ${ciphertext}, ${tag},
            now() + make_interval(mins => ${FLOW_MINUTES}))
          on conflict (connection_id) do update set state_hash = excluded.state_hash, person_id = excluded.person_id,
            service_url = excluded.service_url, redirect_uri = excluded.redirect_uri, again = excluded.again,
            key_id = excluded.key_id, nonce = excluded.nonce, ciphertext = excluded.ciphertext, tag = excluded.tag,
            expires_at = excluded.expires_at, used_at = null, outcome = null, error_code = null, error_message = null, permissions = null
            where sign_in_flows.brand_id = excluded.brand_id and sign_in_flows.platform = excluded.platform`),
      );
      return url;
    },

    /** What became of a sign-in that this person began. @throws AppError not_found */
    async look(personId: string, connectionId: string): Promise<FlowState> {
      const row = await system((tx) =>
        tx.one<{
          outcome: FlowState['state'] | null;
          code: string | null;
          message: string | null;
          permissions: FlowState['permissions'];
          over: boolean;
        }>(sql`
          select outcome, error_code as code, error_message as message, permissions, expires_at <= now() as over
            from secrets.sign_in_flows where connection_id = ${connectionId} and person_id = ${personId}`),
      );
      if (!row) throw new AppError('not_found', 'No such sign-in was begun.', { status: 404 });
      const { outcome: state, code, message, permissions } = row;
      if (state) return { state, code, message, permissions };
      const nothing = { code: null, message: null, permissions: null };
      if (!row.over) return { ...nothing, state: 'waiting' };
      const late = { code: 'sign_in_expired', message: 'Nobody finished signing in.' };
      return { ...nothing, ...late, state: 'failed' };
    },

    /**
     * The way back from the platform's pages.
     * @returns the account's name, or the accounts to choose from where the sign-in reaches several
     * @throws AppError sign_in_expired where the state is unknown, used or too old; access_denied; the platform's refusal
     */
    async finish({ state, code, error }: WayBack): Promise<{ handle: string } | Choice> {
      const flow = await take(digest(state));
      return settle(flow, async () => {
        if (code === null) throw refusedThere(error);
        const reached = await exchange(flow, code);
        const [first, ...more] = await choices.candidates(flow, reached);
        return more.length === 0 ? connect(flow, first) : choices.ask(flow, [first, ...more]);
      });
    },

    /** One of several accounts was chosen. @throws AppError like `finish`; not_found for one that was not among them */
    async choose({ state, remoteId }: { state: string; remoteId: string }): Promise<{ handle: string }> {
      const flow = await take(choiceDigest(state));
      return settle(flow, () => {
        const chosen = choices.read(flow).find(({ account }) => account.remoteId === remoteId);
        if (chosen) return connect(flow, chosen);
        throw new AppError('not_found', 'This account is not among those to choose from.', { status: 404 });
      });
    },

    /** Removes what nobody will ask for any more. */
    tidy: () =>
      system((tx) =>
        tx.run(
          sql`delete from secrets.sign_in_flows where expires_at < now() - make_interval(hours => ${KEEP_HOURS})`,
        ),
      ),
  };

  /** A state works once. */
  async function take(stateHash: Buffer): Promise<Flow> {
    const flow = await system((tx) =>
      tx.one<Flow>(sql`
        update secrets.sign_in_flows set used_at = now()
         where state_hash = ${stateHash} and used_at is null and expires_at > now()
        returning *`),
    );
    if (flow) return flow;
    throw expired();
  }

  /** Keeps for the desktop that waits what came of it, unless it goes on. */
  async function settle<T extends { handle: string } | Choice>(
    flow: Flow,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      const came = await work();
      if ('handle' in came) await outcome(flow, 'connected', null);
      return came;
    } catch (thrown) {
      const failure =
        thrown instanceof AppError
          ? thrown
          : new AppError('internal', 'Something went wrong here.', { status: 500 });
      if (failure.code === 'internal') log.error({ err: thrown }, 'a sign-in could not be finished');
      await outcome(flow, 'failed', failure);
      throw failure;
    }
  }

  async function exchange(flow: Flow, code: string): Promise<[SignedIn, ...SignedIn[]]> {
    const connector = sessions.connectorOf(flow.platform);
    const kept = vault.open(flow, flow.connection_id);
    const { others = [], ...first } = await asked(connector, (signal) =>
      browserOf(connector).finish({ kept, redirectUri: flow.redirect_uri, code }, signal),
    ).catch(async (error: unknown) => {
      // The place may have forgotten this server: the next sign-in makes it known again.
      if (error instanceof AppError && error.details?.class === 'reconnect') await forgetClient(flow);
      throw error;
    });
    return [first, ...others];
  }

  async function connect(flow: Flow, signedIn: SignedIn): Promise<{ handle: string }> {
    if (flow.again) await accounts.renew(flow.person_id, flow.connection_id, signedIn);
    else {
      const { connection_id: id, brand_id: brandId, platform } = flow;
      await accounts.add(flow.person_id, { id, brandId, platform }, signedIn);
    }
    return { handle: signedIn.account.handle };
  }

  /** Who may, and at which place. */
  async function allowed(
    personId: string,
    { id, brandId, again, serviceUrl }: FlowInput,
  ): Promise<string | null> {
    if (again) {
      const connection = await accounts.managed(personId, id);
      if (connection.holder === 'server') return connection.service_url;
      throw new AppError('not_holder', 'A device holds this account: reconnect it there.', { status: 409 });
    }
    await system(async (tx) => {
      await requireRole(tx, personId, brandId, 'manager');
      const taken =
        (await tx.one(sql`select from app.connections where id = ${id}`)) ??
        (await tx.one(
          sql`select from secrets.sign_in_flows where connection_id = ${id} and person_id <> ${personId}`,
        ));
      if (taken) throw new AppError('exists', 'A connection with this id exists already.', { status: 409 });
    });
    return serviceUrl;
  }

  /** What this server is known as there; registered when it is not yet. */
  async function clientFor(
    connector: Connector,
    serviceUrl: string | null,
    redirectUri: string,
    signal: AbortSignal,
  ): Promise<string> {
    const { register } = browserOf(connector);
    if (!register) return '';
    const { platform } = connector;
    const place = serviceUrl ?? '';
    const about = `${platform} ${place} ${redirectUri}`;
    const known = await system((tx) =>
      tx.one<Sealed>(sql`
        select key_id, nonce, ciphertext, tag from secrets.platform_clients
         where platform = ${platform} and service_url = ${place} and redirect_uri = ${redirectUri}`),
    );
    if (known) return vault.open(known, about);
    const client = await register({ serviceUrl, redirectUri }, signal);
    const { key_id, nonce, ciphertext, tag } = vault.seal(client, about);
    await system((tx) =>
      tx.run(sql`
        insert into secrets.platform_clients (platform, service_url, redirect_uri, key_id, nonce, ciphertext, tag)
        values (${platform}, ${place}, ${redirectUri}, ${key_id}, ${nonce}, ${ciphertext}, ${tag})
        on conflict do nothing`),
    );
    return client;
  }

  function forgetClient({ platform, service_url, redirect_uri }: Flow) {
    return system((tx) =>
      tx.run(sql`
        delete from secrets.platform_clients where platform = ${platform} and service_url = ${service_url}
           and redirect_uri = ${redirect_uri}`),
    );
  }

  function outcome(flow: Flow, state: 'connected' | 'failed', failure: AppError | null) {
    return system((tx) =>
      tx.run(sql`
        update secrets.sign_in_flows set outcome = ${state}, error_code = ${failure?.code.slice(0, 80) ?? null},
               error_message = ${failure ? redactText(failure.message).slice(0, 2000) : null},
               permissions = ${failure?.details.permissions ? JSON.stringify(failure.details.permissions) : null}
         where connection_id = ${flow.connection_id} and state_hash = ${flow.state_hash}`),
    );
  }
}

/** The platform came back with an error instead of a code (RFC 6749, 4.1.2.1). */
function refusedThere(error: string | null): AppError {
  if (error === 'access_denied')
    return new AppError('access_denied', 'The account was not connected: access was denied.', {
      status: 403,
    });
  return new AppError('sign_in_refused', `The platform refused the sign-in${error ? ` (${error})` : ''}.`, {
    status: 422,
  });
}

function browserOf(connector: Connector): NonNullable<Connector['browser']> {
  if (connector.browser) return connector.browser;
  throw new AppError('no_browser_sign_in', `${connector.platform} is not connected in a browser.`, {
    status: 422,
  });
}
