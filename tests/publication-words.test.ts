import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { i18n } from '@lingui/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { accountErrors } from '../renderer/app/error-words/accounts.ts';
import { mediaErrors } from '../renderer/app/error-words/media.ts';
import { outcomeWords } from '../renderer/features/publishing/outcome-words.ts';
import { type PublicationRemedy, remediesOf } from '../renderer/features/publishing/remedies.ts';
import { FAILURE_CLASSES, PUBLICATION_STATES, type Row } from '../shared/kinds/index.ts';
import { BY_HAND } from '../shared/mutators/publication.ts';

// What the build makes of it: the words, found by themselves in no catalogue.
vi.mock('@lingui/core/macro', () => ({
  msg: (parts: TemplateStringsArray) => ({ id: parts.join(''), message: parts.join('') }),
}));

beforeAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }));

type Given = Pick<
  Row<'publication'>,
  'state' | 'subject' | 'post_id' | 'url' | 'error_class' | 'error_code' | 'error_message'
>;
const given = (rest: Partial<Given>): Given => ({
  ...{ state: 'failed', subject: 'target', post_id: 'p', url: null },
  ...{ error_class: 'give_up', error_code: null, error_message: null },
  ...rest,
});
const says = (rest: Partial<Given>, removed = false) => outcomeWords(given(rest), removed);
const offers = (rest: Partial<Given>, removed = false) => remediesOf(given(rest), removed);

/** What a sentence asks for or promises, and who of the row's buttons can do it; nobody: the system. */
const MEANT: [RegExp, PublicationRemedy[] | 'the system'][] = [
  [/by itself|goes? out (?:as|by|when|from)|then goes out/i, 'the system'],
  [/try again/i, ['try_again']],
  [/\breconnect\b|connect it again/i, ['reconnect']],
  [/send it now|then send it/i, ['send_now']],
  [/plan it again/i, ['plan_again']],
  [/say (?:here )?that it is out/i, ['is_out']],
  [/say which it is/i, ['is_out', 'is_not_out']],
  [/open the post|shorten it|change the words/i, ['open_post']],
  [/choose another channel/i, ['open_post']],
];
/** States in which whoever holds the account goes on without being asked. */
const GOES_ON = new Set<Given['state']>(['waiting', 'retrying', 'publishing']);

/** What a sentence asks for that its row cannot do. */
function unfulfilled(row: Given, removed: boolean): string[] {
  const buttons = remediesOf(row, removed);
  const { next } = outcomeWords(row, removed);
  return MEANT.flatMap(([words, who]) => {
    const phrase = words.exec(next)?.[0];
    if (phrase === undefined) return [];
    const can =
      who === 'the system'
        ? GOES_ON.has(row.state) && !removed
        : who.every((remedy) => buttons.includes(remedy));
    return can ? [] : [`${row.state} ${row.subject} ${row.error_class} ${row.error_code}: “${next}”`];
  });
}

const root = resolve(import.meta.dirname, '..');
const source = globSync(
  '{server/{publisher,connectors,modules/connections},shared/connectors,main/connections}/**/*.ts',
  {
    cwd: root,
    // What they leave is about a post that is out.
    exclude: (file) => /\.test\.ts$|care\.ts|caretaker|removals/.test(file),
  },
)
  .map((file) => readFileSync(resolve(root, file), 'utf8'))
  .join('\n');

type Left = Pick<Given, 'error_class' | 'error_code'>;
const pairs = (error_class: Given['error_class'], codes: readonly string[]): Left[] =>
  codes.map((error_code) => ({ error_class, error_code }));

/** Of what keeps the sign-ins on a device: never left on anything that goes out. */
const OF_THE_DEVICE = new Set(['wrong_passphrase', 'keychain_locked', 'already_protected']);
/** What a platform takes of files, and what keeps the server from having them. */
const FILES = Object.keys(mediaErrors).filter((code) => code.startsWith('media_') && code !== 'media_here');

/** Codes with the class that a platform, a device or the server leaves them with, and some that nobody knows. */
const LEFT: Left[] = [
  ...FAILURE_CLASSES.flatMap((error_class) =>
    pairs(error_class, [
      ...[...source.matchAll(new RegExp(`class: '${error_class}',\\s*code: '([a-z_]+)'`, 'g'))].map(
        ([, code]) => code ?? '',
      ),
      ...['of_a_newer_server', 'content_refused', 'internal'],
    ]),
  ),
  ...pairs(
    'reconnect',
    Object.keys(accountErrors).filter((code) => !OF_THE_DEVICE.has(code)),
  ),
  ...pairs('fix_content', [...FILES, 'text_empty', 'text_too_long', 'title_too_long']),
  ...pairs('give_up', [
    ...['connection_missing', 'connection_removed', 'not_holder', 'person_says_missing', 'platform_off'],
    ...['thread_broken', 'wrong_credentials'],
  ]),
  ...pairs('retry', ['network', 'timeout', 'approval_missing']),
];
/** What was missed, and what nobody can find out, say so by their state. */
const OF_OTHER_STATES = new Set(['missed', 'take_down_passed', 'outcome_unknown', 'ask_person']);
const FAILED = LEFT.filter(({ error_code }) => !OF_OTHER_STATES.has(error_code ?? ''));
const MISSED: Left[] = [
  ...pairs('give_up', ['missed', 'take_down_passed', 'approval_missing', 'person_says_missing']),
  ...pairs('reconnect', ['missed_signed_out']),
];

describe('what is said of something that did not go out', () => {
  test('asks only for what its row can do', () => {
    expect(FAILED.length).toBeGreaterThan(150);
    const wrong = new Set<string>();
    const states = { failed: FAILED, unknown: LEFT, missed: MISSED };
    for (const [state, left] of Object.entries(states) as [Given['state'], Left[]][])
      for (const one of left)
        for (const subject of ['target', 'part', 'reply'] as const)
          for (const removed of [false, true])
            for (const sentence of unfulfilled(given({ state, subject, ...one }), removed))
              wrong.add(sentence);
    expect([...wrong]).toEqual([]);
  });

  test('asks of what waits for an account that was signed out to have it connected again', () => {
    const wrong = LEFT.filter(({ error_class }) => error_class === 'reconnect').flatMap((one) =>
      unfulfilled(given({ state: 'waiting', ...one }), false),
    );
    expect(wrong).toEqual([]);
  });

  test('promises nothing of a last try, whatever its code says of the tries before', () => {
    for (const error_code of ['platform_down', 'not_there', 'upload_stuck', 'too_slow', 'worker_lost']) {
      expect(says({ error_class: 'retry', error_code }).next).toBe('Try again when you like.');
      expect(says({ state: 'retrying', error_class: 'retry', error_code }).title).toBe(
        says({ error_class: 'retry', error_code }).title,
      );
    }
    expect(says({ error_class: 'wait', error_code: 'rate_limited' }).next).toBe('Try again later.');
  });

  test('speaks of the platform, not of our own server, where the platform said it', () => {
    const title = (error_code: string) => says({ error_class: 'retry', error_code }).title;
    expect(title('network')).toBe('The platform can’t be reached.');
    expect(title('token_expired')).toBe('The platform ended the sign-in early.');
  });

  test('says that a person said it isn’t out', () => {
    const title = 'You said it isn’t out.';
    expect(says({ state: 'missed', error_code: 'person_says_missing' })).toMatchObject({
      title,
      next: 'Send it now, or plan it again.',
    });
    expect(says({ error_code: 'person_says_missing' })).toEqual({ title, next: 'Try again when you like.' });
  });

  test('a part whose thread is broken can be said to be out, and not be tried again', () => {
    const broken = { subject: 'part', error_code: 'thread_broken' } as const;
    expect(says(broken).next).toContain('say here that it is out');
    for (const removed of [false, true]) {
      expect(offers(broken, removed)).toContain('is_out');
      expect(offers(broken, removed)).not.toContain('try_again');
    }
  });
});

describe('of an account that was removed', () => {
  const sends: PublicationRemedy[] = ['try_again', 'send_now', 'reconnect', 'plan_again'];

  test('nothing is offered that needs it, and nobody is left without a way to settle it', () => {
    for (const state of PUBLICATION_STATES)
      for (const error_class of FAILURE_CLASSES)
        for (const subject of ['target', 'part', 'reply'] as const) {
          const there = offers({ state, error_class, subject }, true);
          expect(there.filter((remedy) => sends.includes(remedy))).toEqual([]);
          if (['failed', 'missed', 'waiting'].includes(state)) expect(there).toContain('dont_send');
          if (state === 'unknown') expect(there).toEqual(['is_out', 'is_not_out']);
        }
    expect(offers({ state: 'waiting', error_code: BY_HAND, error_class: 'retry' }, true)).toContain('is_out');
  });

  test('the post is where another channel is chosen; an answer has nowhere else to go', () => {
    const lost = 'Its account is no longer connected. Open the post to choose another channel.';
    expect(says({ error_class: 'retry', error_code: 'timeout' }, true).next).toBe(lost);
    expect(says({ error_code: 'connection_removed' }, true).next).toBe(
      'Open the post to choose another channel.',
    );
    expect(offers({}, true)).toEqual(['open_post', 'dont_send']);
    expect(offers({ subject: 'reply' }, true)).toEqual(['dont_send']);
  });
});
