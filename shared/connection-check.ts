import { z } from 'zod';

/**
 * What is looked at of an account, one after another: whether it is signed in, is of a sort that takes posts from apps,
 * gave each permission, answers a read that changes nothing, and what is left of its limits.
 */
export const CHECKS = ['signed_in', 'account', 'permission', 'read', 'limits'] as const;

/** What one call finds out: all that the account's own description tells, then what using it tells. */
export const CHECK_PARTS = ['account', 'use'] as const;
export type CheckPart = (typeof CHECK_PARTS)[number];

/** Permissions by the platform's names; `granted` is null where it does not say. */
export const permissionsFoundSchema = z.object({
  needed: z.array(z.string().max(200)).max(100),
  granted: z.array(z.string().max(200)).max(100).nullable(),
});
export type PermissionsFound = z.infer<typeof permissionsFoundSchema>;

const leftSchema = z.object({
  of: z.enum(['account', 'app']),
  bucket: z.enum(['all', 'post', 'media']),
  remaining: z.int(),
  resets_at: z.string().max(40),
});

export const checkStepSchema = z.object({
  check: z.enum(CHECKS),
  /** `unasked`: nobody could say; the code tells why. */
  state: z.enum(['ok', 'fix', 'unasked']),
  /** The account's name, its sort or the permission, as the platform calls it. */
  name: z.string().max(300).nullable(),
  /** A failure's; `check_not_reached` where what stands before it has to be right first, `check_not_said` where the platform does not tell. */
  code: z.string().max(80).nullable(),
  message: z.string().max(2000).nullable(),
  /** What is left, where that is known. */
  limits: z.array(leftSchema).max(20),
});
export type CheckStep = z.infer<typeof checkStepSchema>;
export const checkAnswerSchema = z.object({ steps: z.array(checkStepSchema).max(200) });

export const checkStep = (
  check: CheckStep['check'],
  state: CheckStep['state'],
  more: Partial<CheckStep> = {},
): CheckStep => ({ check, state, name: null, code: null, message: null, limits: [], ...more });

/** Not asked, because what stands before it is not right. */
export const notReached = (check: CheckStep['check']): CheckStep =>
  checkStep(check, 'unasked', { code: 'check_not_reached' });

/**
 * Permissions that were needed and not given. One covers what stands below it, with a colon between
 * (`write` covers `write:media`; https://docs.joinmastodon.org/api/oauth-scopes/).
 */
export const missingPermissions = (needed: readonly string[], granted: readonly string[]): string[] =>
  needed.filter((scope) => !granted.includes(scope) && !granted.includes(scope.split(':')[0] ?? ''));

/** A step for every permission; one without a name where the way of signing in knows none. */
export function permissionSteps({ needed, granted }: PermissionsFound): CheckStep[] {
  if (needed.length === 0) return [checkStep('permission', 'ok')];
  const missing = missingPermissions(needed, granted ?? []);
  return needed.map((name) =>
    granted === null
      ? checkStep('permission', 'unasked', { name, code: 'check_not_said' })
      : missing.includes(name)
        ? checkStep('permission', 'fix', { name, code: 'permission_missing' })
        : checkStep('permission', 'ok', { name }),
  );
}

/** Failures that say: it is signed in, but this account takes no posts from apps. */
const OF_THE_ACCOUNT = new Set([
  'account_not_professional',
  'account_suspended',
  'account_deactivated',
  'account_taken_down',
  'account_moved',
  'facebook_no_page',
  'facebook_page_alone',
  'youtube_no_channel',
]);
/** Failures that say nothing about the account. */
const OF_THE_WAY = new Set([
  'network',
  'timeout',
  'platform_down',
  'rate_limited',
  'app_misconfigured',
  'offline',
  'server_unreachable',
]);

/**
 * How far a sign-in came that made no connection, step by step.
 * @param failure `permissions`: what was found out of them before it failed
 */
export function signInSteps(failure: {
  code: string;
  message: string | null;
  permissions: PermissionsFound | null;
}): CheckStep[] {
  const { code, message, permissions } = failure;
  const why = { code: code.slice(0, 80), message: message?.slice(0, 2000) ?? null };
  const ofAccount = OF_THE_ACCOUNT.has(code);
  const ofPermissions = code === 'permission_missing';
  const reached = ofAccount || ofPermissions;
  return [
    reached
      ? checkStep('signed_in', 'ok')
      : checkStep('signed_in', OF_THE_WAY.has(code) ? 'unasked' : 'fix', why),
    ofAccount ? checkStep('account', 'fix', why) : notReached('account'),
    ...(permissions
      ? permissionSteps(permissions)
      : [ofPermissions ? checkStep('permission', 'fix', why) : notReached('permission')]),
    notReached('read'),
    notReached('limits'),
  ];
}

export const isOfTheAccount = (code: string): boolean => OF_THE_ACCOUNT.has(code);
