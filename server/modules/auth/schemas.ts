import { z } from 'zod';

/** Text Postgres can store: no NUL, no half of a surrogate pair. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/** Metadata travels in every access token, and headers have room for about 16 kB. */
const MAX_METADATA = 4096;

const metadata = z.record(z.string(), z.unknown()).superRefine((data, context) => {
  const text = JSON.stringify(data, (key, value: unknown) => {
    if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) {
      context.addIssue({ code: 'custom', message: 'data holds characters that cannot be stored' });
    }
    return value;
  });
  if (text.length > MAX_METADATA) {
    context.addIssue({ code: 'custom', message: `data may have at most ${MAX_METADATA} characters` });
  }
});

const email = z
  .string({ error: 'An email address is needed.' })
  .trim()
  .toLowerCase()
  .max(320, { error: 'This is not a valid email address.' })
  .pipe(z.email({ error: 'This is not a valid email address.' }));
const password = z.string({ error: 'A password is needed.' }).refine(isStorable);

export const signUpSchema = z.object({
  email,
  password,
  data: metadata.nullish().transform((data) => data ?? {}),
});

export const credentialsSchema = z.object({ email, password: password.max(1024) });

/** `?grant_type=` decides which of these the body must be. */
export const grantSchemas = {
  password: credentialsSchema,
  refresh_token: z.object({ refresh_token: z.string().min(1).max(512) }),
  pkce: z.object({ auth_code: z.string().min(1).max(512), code_verifier: z.string().max(512) }),
};

export const updateUserSchema = z.object({
  email: email.nullish(),
  password: password.nullish(),
  current_password: z.string().max(1024).nullish(),
  data: metadata.nullish(),
});

export const logoutQuerySchema = z.object({ scope: z.enum(['global', 'local', 'others']).default('global') });

/** RFC 7636, sections 4.2 and 4.3; auth-js spells the method in lower case. */
export const authorizeSchema = z.object({
  provider: z.string().default('email'),
  redirect_to: z.string({ error: 'redirect_to is missing.' }).max(2000),
  code_challenge: z
    .string({ error: 'code_challenge is missing.' })
    .regex(/^[A-Za-z0-9_-]{43}$/, { error: 'code_challenge is not an S256 challenge.' }),
  code_challenge_method: z
    .string({ error: 'code_challenge_method is missing.' })
    .toLowerCase()
    .pipe(z.literal('s256', { error: 'Only the code challenge method S256 is supported.' })),
  mode: z.enum(['sign-in', 'sign-up']).default('sign-in'),
});
export type AuthorizeRequest = z.output<typeof authorizeSchema>;

/** The user as GoTrue answers it. */
export const userSchema = z.object({
  id: z.string(),
  aud: z.string(),
  role: z.string(),
  email: z.string(),
  email_confirmed_at: z.string().nullable(),
  confirmed_at: z.string().nullable(),
  phone: z.string(),
  last_sign_in_at: z.string().nullable(),
  app_metadata: z.record(z.string(), z.unknown()),
  user_metadata: z.record(z.string(), z.unknown()),
  identities: z.array(z.record(z.string(), z.unknown())),
  factors: z.array(z.record(z.string(), z.unknown())),
  created_at: z.string(),
  updated_at: z.string(),
  is_anonymous: z.boolean(),
});
export type WireUser = z.output<typeof userSchema>;

/**
 * A session as GoTrue answers it, but without `expires_at`: auth-js then counts `expires_in` from its own clock, so
 * that a computer whose clock is an hour off does not take every new token for an expired one.
 */
export const sessionSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.number(),
  refresh_token: z.string(),
  user: userSchema,
});
export type WireSession = z.output<typeof sessionSchema>;
