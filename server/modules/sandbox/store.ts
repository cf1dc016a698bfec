import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { SandboxImage, SandboxVideo } from '../../../shared/connectors/sandbox/api.ts';
import { AppError } from '../../../shared/errors.ts';
import { checkPost } from '../../../shared/rules/index.ts';
import type { Db, Tx } from '../../db/db.ts';

export type SandboxAccount = { id: string; handle: string; display_name: string };
export type SandboxPost = {
  id: string;
  handle: string;
  display_name: string;
  text: string;
  created_at: string;
  /** Alt texts of its pictures, in order. */
  images: string[];
  /** Null where it shows no film. */
  video_alt: string | null;
  video_cover_ms: number | null;
};
export type SandboxComment = {
  id: string;
  post_id: string;
  parent_id: string | null;
  author_name: string;
  /** Null for a visitor of the page. */
  author_handle: string | null;
  text: string;
  created_at: string;
  /** Rises with every comment; a look for what is new starts after the highest one seen. */
  seq: number;
};

const HANDLE = /^[a-z0-9][a-z0-9._-]{0,39}$/;
export const SHOWN_POSTS = 50;
export const MAX_VIDEO_BYTES = 32 * 1024 * 1024;

/** The Sandbox network's data. It knows nothing of brands or people: to the rest of the server it is a foreign network. */
export function createSandboxStore({ db }: { db: Db }) {
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);

  return {
    /**
     * Makes an account, or signs in to one that has a password.
     * @returns the account and a token that is shown this once; it replaces an older one
     * @throws AppError sandbox_handle_invalid | sandbox_handle_taken
     */
    async signIn(handle: string, password: string): Promise<{ account: SandboxAccount; token: string }> {
      const name = handle.trim().replace(/^@/, '').toLowerCase();
      if (!HANDLE.test(name)) {
        throw new AppError(
          'sandbox_handle_invalid',
          'A Sandbox name has 1 to 40 letters, digits, dots, dashes or underscores.',
        );
      }
      const token = randomBytes(32).toString('base64url');
      const passwordHash = password ? await hash(password) : null;
      const made = await system((tx) =>
        tx.one<SandboxAccount>(sql`
          insert into sandbox.accounts (id, handle, display_name, token_hash, password_hash)
          values (${uuidv7()}, ${name}, ${name}, ${digest(token)}, ${passwordHash})
          on conflict (handle) do nothing returning id, handle, display_name`),
      );
      if (made) return { account: made, token };
      const known = await system((tx) =>
        tx.one<SandboxAccount & { password_hash: string | null }>(
          sql`select id, handle, display_name, password_hash from sandbox.accounts where handle = ${name}`,
        ),
      );
      if (!known?.password_hash || !password || !(await verify(known.password_hash, password))) {
        throw new AppError(
          'sandbox_handle_taken',
          'That Sandbox name is taken. Choose another, or give the password it was made with.',
          { status: 409 },
        );
      }
      await system((tx) =>
        tx.run(sql`update sandbox.accounts set token_hash = ${digest(token)} where id = ${known.id}`),
      );
      const { password_hash: _, ...account } = known;
      return { account, token };
    },

    /** @throws AppError sandbox_unauthorized */
    async accountOf(token: string): Promise<SandboxAccount> {
      const account = await system((tx) =>
        tx.one<SandboxAccount>(
          sql`select id, handle, display_name from sandbox.accounts where token_hash = ${digest(token)}`,
        ),
      );
      if (account) return account;
      throw new AppError(
        'sandbox_unauthorized',
        'This Sandbox token is not valid. Connect the account again.',
        {
          status: 401,
        },
      );
    },

    /** Makes a post, or finds the one this key made. @throws AppError sandbox_content_refused */
    async post(
      account: SandboxAccount,
      key: string,
      content: { text: string; images?: readonly SandboxImage[]; video?: SandboxVideo | null },
    ): Promise<SandboxPost> {
      const { text, images = [], video = null } = content;
      refuseUnfit(text, images.length + (video ? 1 : 0));
      return system(async (tx) => {
        const id = uuidv7();
        const made = await tx.run(sql`
          insert into sandbox.posts (id, account_id, idempotency_key, text, video_id, video_alt, video_cover_ms)
          select ${id}, ${account.id}, ${key}, ${text}, v.id, ${video?.alt ?? null}, ${video?.cover_ms ?? null}::int
            from (select 1) one left join sandbox.videos v on v.id = ${video?.id ?? null} and v.account_id = ${account.id}
           where ${video === null} or v.id is not null
          on conflict (account_id, idempotency_key) do nothing`);
        for (const [position, { mime, alt, data }] of made === 1 ? images.entries() : []) {
          const bytes = Buffer.from(data, 'base64');
          await tx.run(sql`
            insert into sandbox.images (post_id, position, sha256, mime, alt_text, data)
            values (${id}, ${position}, ${digest(bytes).toString('hex')}, ${mime}, ${alt}, ${bytes})`);
        }
        const post = await postBy(tx, account, key);
        if (post) return post;
        throw new AppError('sandbox_content_refused', 'The film of this post is not here. Send it first.');
      });
    },

    /** Keeps a film for a post that will show it; the same one twice is one. Films no post came for are swept. */
    video: (account: SandboxAccount, mime: string, data: Buffer): Promise<{ id: string }> =>
      system(async (tx) => {
        await tx.run(sql`
          delete from sandbox.videos v where v.account_id = ${account.id} and v.created_at < now() - interval '1 day'
             and not exists (select from sandbox.posts p where p.video_id = v.id)`);
        return present(
          await tx.one<{ id: string }>(sql`
            insert into sandbox.videos (id, account_id, sha256, mime, data)
            values (${uuidv7()}, ${account.id}, ${digest(data).toString('hex')}, ${mime}, ${data})
            on conflict (account_id, sha256) do update set created_at = now() returning id`),
        );
      }),

    /** A part of a post's film. @param from its first byte @param most how many bytes at most */
    videoPart: (postId: string, from: number, most: number) =>
      system((tx) =>
        tx.one<{ mime: string; size: number; data: Buffer }>(sql`
          select v.mime, length(v.data) as size, substring(v.data from ${from + 1}::int for ${most}::int) as data
            from sandbox.posts p join sandbox.videos v on v.id = p.video_id where p.id = ${postId}`),
      ),

    image: (postId: string, position: number) =>
      system((tx) =>
        tx.one<{ mime: string; data: Buffer }>(
          sql`select mime, data from sandbox.images where post_id = ${postId} and position = ${position}`,
        ),
      ),

    postByKey: (account: SandboxAccount, key: string) => system((tx) => postBy(tx, account, key)),

    /** @throws AppError sandbox_content_refused | not_found */
    async comment(input: {
      postId: string;
      parentId: string | null;
      author: SandboxAccount | { name: string };
      key: string | null;
      text: string;
    }): Promise<SandboxComment> {
      refuseUnfit(input.text);
      const { author, key } = input;
      const accountId = 'id' in author ? author.id : null;
      const name = 'id' in author ? author.display_name : author.name.trim().slice(0, 80) || 'Visitor';
      return system(async (tx) => {
        const id = uuidv7();
        const added = await tx.run(sql`
          insert into sandbox.comments (id, post_id, parent_id, account_id, author_name, text, idempotency_key)
          select ${id}, p.id, c.id, ${accountId}::uuid, ${name}, ${input.text}, ${key}
            from sandbox.posts p left join sandbox.comments c on c.post_id = p.id and c.id = ${input.parentId}
           where p.id = ${input.postId} and (${input.parentId}::uuid is null or c.id is not null)
          on conflict (account_id, idempotency_key) do nothing`);
        if (added === 1) return present(await commentWhere(tx, sql`c.id = ${id}`));
        const before = accountId && key ? await commentByKey(tx, accountId, key) : undefined;
        if (before) return before;
        throw new AppError('not_found', 'There is nothing here to comment on.', { status: 404 });
      });
    },

    commentByKey: (account: SandboxAccount, key: string) => system((tx) => commentByKey(tx, account.id, key)),

    /** Comments on some posts, oldest first. @param after only those with a higher `seq` */
    comments: (postIds: string[], after: number) =>
      system((tx) =>
        tx.many<SandboxComment>(
          sql`${COMMENTS} where c.post_id = any(${postIds}::uuid[]) and c.seq > ${after} order by c.seq limit 500`,
        ),
      ),

    commentById: (id: string) => system((tx) => commentWhere(tx, sql`c.id = ${id}`)),

    postById: (id: string) => system((tx) => tx.one<SandboxPost>(sql`${POSTS} where p.id = ${id}`)),

    /** Takes down what an account made, with what stands below it. @returns false: it has no such thing */
    remove: (account: SandboxAccount, what: 'posts' | 'comments', id: string) =>
      system(async (tx) => {
        const own = sql`id = ${id} and account_id = ${account.id}`;
        return (
          (what === 'posts'
            ? await tx.run(sql`delete from sandbox.posts where ${own}`)
            : await tx.run(sql`delete from sandbox.comments where ${own}`)) === 1
        );
      }),

    account: (handle: string) =>
      system((tx) =>
        tx.one<SandboxAccount>(
          sql`select id, handle, display_name from sandbox.accounts where handle = ${handle.toLowerCase()}`,
        ),
      ),

    /** The newest posts of an account, or one of them. */
    posts: (handle: string, id?: string) =>
      system((tx) =>
        tx.many<SandboxPost>(sql`${POSTS} where a.handle = ${handle.toLowerCase()}
          and (${id ?? null}::uuid is null or p.id = ${id ?? null}) order by p.created_at desc limit ${SHOWN_POSTS}`),
      ),
  };
}
export type SandboxStore = ReturnType<typeof createSandboxStore>;

const POSTS = sql`select p.id, a.handle, a.display_name, p.text, p.created_at,
    (select coalesce(json_agg(i.alt_text order by i.position), '[]') from sandbox.images i where i.post_id = p.id) as images,
    p.video_alt, p.video_cover_ms
  from sandbox.posts p join sandbox.accounts a on a.id = p.account_id`;
const COMMENTS = sql`select c.id, c.post_id, c.parent_id, c.author_name, a.handle as author_handle, c.text, c.created_at, c.seq
  from sandbox.comments c left join sandbox.accounts a on a.id = c.account_id`;

const postBy = (tx: Tx, account: SandboxAccount, key: string) =>
  tx.one<SandboxPost>(sql`${POSTS} where p.account_id = ${account.id} and p.idempotency_key = ${key}`);
const commentByKey = (tx: Tx, accountId: string, key: string) =>
  commentWhere(tx, sql`c.account_id = ${accountId} and c.idempotency_key = ${key}`);
const commentWhere = (tx: Tx, condition: ReturnType<typeof sql>) =>
  tx.one<SandboxComment>(sql`${COMMENTS} where ${condition}`);

const digest = (token: string | Buffer) => createHash('sha256').update(token).digest();

function present<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('A row that was just written is gone.');
  return row;
}

function refuseUnfit(text: string, media = 0): void {
  const [issue] = checkPost('sandbox', { text, media });
  if (!issue) return;
  throw new AppError(
    'sandbox_content_refused',
    issue.code === 'text_empty'
      ? 'Write something first.'
      : `At most ${issue.limit} characters, these are ${issue.actual}.`,
    { details: issue },
  );
}
