import type { Database } from 'better-sqlite3';
import type { Language } from '../../shared/languages.ts';
import { type Note, type NoticeKind, noticeSettingsSchema } from '../../shared/notices.ts';
import type { Log } from '../log.ts';
import type { Workspace } from '../workspace.ts';
import { hasNetwork, latePosts, type WhyLate } from './late.ts';
import { noteOf, summaryOf } from './words.ts';

/** Older than this when it is first seen is history: a device that was away for long does not tell of all of it. */
const NEWS_MS = 7 * 86_400_000;
/** More than this at once become one. */
const AT_ONCE = 3;
/** What a commit brings is looked at when it is quiet again for a moment. */
const PAUSE_MS = 300;
const RELEVANT = ['publication', 'connection', 'standing', 'takedown'] as const;
/** What gets late does so without a commit. */
const LOOK_MS = 60_000;

/** Something that needs a person now. `about` is another one when it happens again. */
export type Happening = {
  about: string;
  kind: NoticeKind;
  at: string;
  brand_id: string;
  /** The post's, or none. */
  post_id: string | null;
  post_title: string | null;
  connection_id: string;
  handle: string | null;
  /** Of an answer: the comment it is to. */
  comment_id: string | null;
  /** Of a late one. */
  why?: WhyLate;
};

/**
 * Only who may connect accounts is asked to. A brand without an access row is this device's own. A part that may be out asks
 * for itself, before its post is taken down with it. Mail goes by the same rules (server/modules/mail/failures.ts).
 */
const HAPPENINGS = `
  select p.id || ' ' || p.state as about,
         case p.state when 'waiting' then 'by_hand' else p.state end as kind,
         case p.state when 'waiting' then p.due_at else p.updated_at end as at,
         p.brand_id, p.post_id, o.title as post_title, p.connection_id, c.handle, r.comment_id
    from publications p left join posts o on o.id = p.post_id left join connections c on c.id = p.connection_id
    left join replies r on p.subject = 'reply' and r.id = p.subject_id
   where p.state in ('failed', 'unknown', 'missed') or p.state = 'waiting' and p.error_code = 'by_hand'
  union all
  select s.id || ' not_down ' || s.state || ' ' || d.remove_at, 'not_down', s.updated_at, s.brand_id, s.post_id, o.title,
         s.connection_id, c.handle, null
    from standings s join publications p on p.id = s.id join takedowns d on d.id = p.subject_id and d.remove_at is not null
    left join posts o on o.id = s.post_id left join connections c on c.id = s.connection_id
   where s.state in ('failed', 'waiting') and s.error_code is not 'part_unknown'
  union all
  select p.id || ' not_down by_hand ' || d.remove_at, 'not_down', d.remove_at, p.brand_id, p.post_id, o.title,
         p.connection_id, c.handle, null
    from takedowns d join publications p on p.subject_id = d.id
    left join posts o on o.id = p.post_id left join connections c on c.id = p.connection_id
   where d.remove_at <= :now and (p.state = 'by_hand' or p.state = 'published' and p.remote_id is null)
  union all
  select s.id || ' gone', 'gone', s.updated_at, s.brand_id, s.post_id, o.title, s.connection_id, c.handle, null
    from standings s join publications p on p.id = s.id and p.remote_id is not null
    left join takedowns d on d.id = p.subject_id
    left join posts o on o.id = s.post_id left join connections c on c.id = s.connection_id
   where s.state = 'gone' and (d.remove_at is null or d.remove_at > s.checked_at)
  union all
  select c.id || ' reconnect', 'reconnect', c.updated_at, c.brand_id, null, null, c.id, c.handle, null
    from connections c left join accesses a on a.id = c.brand_id
   where c.status = 'reconnect' and c.holder <> 'person' and coalesce(a.role, 'owner') in ('owner', 'admin', 'manager')
   order by 3`;

/**
 * Tells a person, once, of what needs them: what failed, was missed or got lost, what could not be taken down or is gone
 * from its platform, posts that are late, accounts to reconnect, and posts that are theirs to put up now. What came while the app was closed is
 * told at its next start. What is settled may be told of again when it happens again.
 */
export function createNotices(deps: {
  db: Database;
  deviceId: string;
  settings(): Record<string, unknown>;
  language(): Language;
  tell(note: Note): void;
  now: () => Date;
  log: Log;
  /** Whether this computer has a network. */
  online?: () => boolean;
  /** Between looks at what time alone changes, in milliseconds. */
  lookMs?: number;
}) {
  const { db, log, online = hasNetwork, lookMs = LOOK_MS } = deps;
  db.exec('create table if not exists device_notices (about text primary key) strict, without rowid');
  const known = db.prepare('select about from device_notices').pluck();
  const note = db.prepare('insert or ignore into device_notices (about) values (?)');
  const forget = db.prepare('delete from device_notices where about = ?');
  /** While the example brand is made: nothing of it is news. */
  let silent = false;

  let lookedAt = Number.NEGATIVE_INFINITY;
  let awakeSince = 0;
  let awaySince: string | null = null;
  /** What is late, and of it what is to be told. Just started or woken up, nothing was heard yet of what went out meanwhile. */
  const late = (workspace: Workspace) => {
    const now = deps.now();
    if (Math.abs(now.getTime() - lookedAt) > lookMs * 3) awakeSince = now.getTime();
    lookedAt = now.getTime();
    const { status, lastSyncedAt } = workspace.replica.syncState();
    if (!['offline', 'paused_sign_in', 'must_update'].includes(status) || !online()) awaySince = null;
    else awaySince ??= now.toISOString();
    const posts = latePosts(workspace, deps.deviceId, now, { status, lastSyncedAt, awaySince });
    const settled = now.getTime() - awakeSince >= lookMs;
    const told = posts.flatMap(({ why, ...post }): Happening[] =>
      settled && why !== null ? [{ ...post, comment_id: null, kind: 'late', why }] : [],
    );
    return { posts, told };
  };

  const look = (workspace: Workspace) => {
    const { read } = workspace.replica;
    const key = ({ about }: Pick<Happening, 'about'>) => `${workspace.account?.personId ?? ''} ${about}`;
    const { posts, told: overdue } = late(workspace);
    const happenings = [...read.all<Happening>(HAPPENINGS, { now: deps.now().toISOString() }), ...overdue];
    const present = new Set([...happenings, ...posts].map(key));
    const told = new Set(known.all() as string[]);
    const fresh = happenings.filter((happening) => !told.has(key(happening)));
    const own = `${workspace.account?.personId ?? ''} `;
    // Before anything is shown: a crash in between tells too little, never the same thing at every start.
    db.transaction(() => {
      for (const happening of fresh) note.run(key(happening));
      for (const about of told) if (about.startsWith(own) && !present.has(about)) forget.run(about);
    })();
    const wanted = noticeSettingsSchema.parse(deps.settings().notices);
    const since = new Date(deps.now().getTime() - NEWS_MS).toISOString();
    const news = silent ? [] : fresh.filter(({ kind, at }) => wanted[kind] && at >= since);
    if (news.length === 0) return;
    const { i18n } = deps.language();
    const notes = news.length > AT_ONCE ? [summaryOf(i18n, news)] : news.map((one) => noteOf(i18n, one));
    for (const one of notes) deps.tell(one);
  };

  return {
    /** Looks now. */
    look,
    /** What there is becomes known without a word. */
    async silently(work: () => Promise<unknown>, workspace: Workspace): Promise<void> {
      silent = true;
      try {
        await work();
        look(workspace);
      } finally {
        silent = false;
      }
    },
    follow(workspace: Workspace): () => void {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const run = () => {
        try {
          look(workspace);
        } catch (error) {
          log.error({ err: error }, 'notices could not be looked for');
        }
      };
      const later = () => {
        clearTimeout(timer);
        timer = setTimeout(run, PAUSE_MS);
        timer.unref();
      };
      later();
      const looking = setInterval(run, lookMs);
      looking.unref();
      const unlisten = workspace.replica.onCommit((kinds) => {
        if (RELEVANT.some((kind) => kinds.has(kind))) later();
      });
      return () => {
        clearTimeout(timer);
        clearInterval(looking);
        unlisten();
      };
    },
  };
}
