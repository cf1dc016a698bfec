import { createHash, randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SignedIn } from '../../../shared/connectors/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { accountLimitsSchema, type Platform } from '../../../shared/kinds/index.ts';
import type { Tx } from '../../db/db.ts';
import type { Sealed, Vault } from './vault.ts';

/** How long somebody may take on the platform's pages, and over a choice. */
export const FLOW_MINUTES = 15;

/** A sign-in that was begun, as it is stored. */
export type Flow = Sealed & {
  state_hash: Buffer;
  connection_id: string;
  person_id: string;
  brand_id: string;
  platform: Platform;
  service_url: string;
  redirect_uri: string;
  again: boolean;
};
/** What a person has to choose from, and the state with which the choice comes back. */
export type Choice = { state: string; accounts: { remoteId: string; handle: string; displayName: string }[] };
type Reached = [SignedIn, ...SignedIn[]];

/** What waits, sealed, while a person chooses. */
const choicesSchema: z.ZodType<SignedIn[]> = z.array(
  z.object({
    account: z.object({
      remoteId: z.string(),
      handle: z.string(),
      displayName: z.string(),
      serviceUrl: z.string().nullable(),
      limits: accountLimitsSchema.nullish(),
    }),
    secret: z.string(),
  }),
);

/** Sign-ins that reach several accounts: a person chooses one, and its flow goes on meanwhile. */
export function createChoices({
  system,
  vault,
}: {
  system: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  vault: Vault;
}) {
  return {
    /** Which of them it can be: the account that is signed in to again, otherwise those that the brand does not have. */
    async candidates(flow: Flow, reached: Reached): Promise<Reached> {
      if (reached.length === 1) return reached;
      const { brand_id: brandId, platform, connection_id: id } = flow;
      const there = await system((tx) =>
        tx.many<{ id: string; remote_account_id: string }>(sql`
          select id, remote_account_id from app.connections
           where brand_id = ${brandId} and platform = ${platform} and holder = 'server' and deleted_at is null`),
      );
      const [one, ...rest] = reached.filter(({ account: { remoteId } }) =>
        flow.again
          ? there.some((each) => each.id === id && each.remote_account_id === remoteId)
          : there.every((each) => each.remote_account_id !== remoteId),
      );
      // None of them: the first says why it cannot be.
      return one ? [one, ...rest] : [reached[0]];
    },

    /** Keeps what was reached, and lets the flow wait anew. @throws AppError sign_in_expired */
    async ask(flow: Flow, among: Reached): Promise<Choice> {
      const state = randomBytes(32).toString('base64url');
      const { key_id, nonce, ciphertext, tag } = vault.seal(JSON.stringify(among), flow.connection_id);
      const goesOn = await system((tx) =>
        tx.run(sql`
          update secrets.sign_in_flows set state_hash = ${choiceDigest(state)}, used_at = null, key_id = ${key_id},
                 nonce = ${nonce}, ciphertext = ${ciphertext}, tag = ${tag},
                 expires_at = now() + make_interval(mins => ${FLOW_MINUTES})
           where connection_id = ${flow.connection_id} and state_hash = ${flow.state_hash}`),
      );
      // Begun anew meanwhile: the page that was opened before leads nowhere.
      if (goesOn === 0) throw expired();
      return {
        state,
        accounts: among.map(({ account: { remoteId, handle, displayName } }) => ({
          remoteId,
          handle,
          displayName,
        })),
      };
    },

    /** What `ask` kept. */
    read: (flow: Flow): SignedIn[] => choicesSchema.parse(JSON.parse(vault.open(flow, flow.connection_id))),
  };
}

export const expired = () =>
  new AppError('sign_in_expired', 'This sign-in was used already or took too long.', { status: 410 });

/** What is stored of a state. */
export const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Another hash than that of the state which went through the platform's pages: neither can stand for the other. */
export const choiceDigest = (state: string): Buffer => digest(`choose:${state}`);
