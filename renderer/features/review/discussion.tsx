import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CheckCheck, Ellipsis, Pencil, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { PostCommentView, PostView } from '../../../shared/queries.ts';
import { mentionParts, mentionsIn } from '../../../shared/review/mentions.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { MentionArea } from '../../ui/mention-area.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { may } from '../brand/roles.ts';
import styles from './review.module.css';

/** What the team says about a post among themselves; nothing of it is ever published. */
export function Discussion({ post }: { post: Pick<PostView, 'id' | 'brand_id'> }) {
  const { t } = useLingui();
  const comments = useLiveQuery('postComments', { postId: post.id }).data;
  const members = useLiveQuery('members', { brandId: post.brand_id }).data ?? [];
  const [text, setText] = useState('');
  const [showAll, setShowAll] = useState(false);
  const resolved = comments?.filter(({ resolved_at }) => resolved_at !== null).length ?? 0;
  const shown = comments?.filter(({ resolved_at }) => showAll || resolved_at === null) ?? [];

  async function send() {
    if (text.trim() === '') return;
    const mentions = mentionsIn(text, members);
    const args = { id: newId(), brand_id: post.brand_id, post_id: post.id, text: text.trim(), mentions };
    if (await mutate('postComment.add', args)) setText('');
  }
  return (
    <section className={styles.discussion} aria-label={t`Discussion`}>
      <header className={styles.discussionHead}>
        <h3 className={styles.heading}>
          <Trans>Discussion</Trans>
        </h3>
        {resolved > 0 && (
          <Button size="small" look="quiet" aria-pressed={showAll} onClick={() => setShowAll(!showAll)}>
            {showAll
              ? t`Hide what is settled`
              : t`Show ${plural(resolved, { one: '# settled note', other: '# settled notes' })}`}
          </Button>
        )}
      </header>
      {shown.length > 0 && (
        <ol className={styles.comments}>
          {shown.map((comment) => (
            <Comment key={comment.id} comment={comment} members={members} />
          ))}
        </ol>
      )}
      <MentionArea
        label={t`Note to the team`}
        hideLabel
        placeholder={t`Write to the team; @ mentions somebody`}
        value={text}
        onChange={setText}
        people={mentionable(members)}
        lines={2}
        maxLength={10_000}
        onSend={() => void send()}
      />
      {text.trim() !== '' && (
        <div className={styles.actions}>
          <Button size="small" onClick={() => void send()}>
            <Trans>Send</Trans>
          </Button>
        </div>
      )}
    </section>
  );
}

const mentionable = (members: readonly Row<'member'>[]) =>
  members.map(({ id, name, email }) => ({ id, name, put: `@${name}`, detail: email ?? '' }));

type CommentProps = { comment: PostCommentView; members: readonly Row<'member'>[] };

function Comment({ comment, members }: CommentProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const me = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const [editing, setEditing] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const { id, brand_id, post_id, text, mentions, resolved_at, created_by } = comment;
  const mine = created_by === null || created_by === me;
  const clock = { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() };
  const author = mine ? t`You` : (comment.author ?? t`Somebody who has left`);

  async function save() {
    if (editing === null || editing.trim() === '') return;
    const next = { id, brand_id, text: editing.trim(), mentions: mentionsIn(editing, members) };
    if (await mutate('postComment.edit', next)) setEditing(null);
  }
  const resolve = (resolved: boolean) => mutate('postComment.resolve', { id, brand_id, resolved });
  const add = () => mutate('postComment.add', { id, brand_id, post_id, text, mentions });
  const remove = () => mutate('postComment.delete', { id, brand_id, as: mine ? 'author' : 'manager' });

  return (
    <li className={styles.comment} data-resolved={resolved_at !== null}>
      <div className={styles.commentHead}>
        <p>
          <strong>{author}</strong>{' '}
          <span className={styles.quiet}>
            <time dateTime={comment.created_at}>{formatMoment(comment.created_at, clock)}</time>
            {comment.edited_at && <> · {t`edited`}</>}
            {resolved_at && <> · {t`settled`}</>}
            {comment.pending && <> · {t`not sent yet`}</>}
          </span>
        </p>
        <IconButton
          size="small"
          label={resolved_at ? t`Open it again` : t`Mark as settled`}
          onClick={() => void resolve(resolved_at === null)}
        >
          {resolved_at ? <Undo2 size={14} aria-hidden="true" /> : <CheckCheck size={14} aria-hidden="true" />}
        </IconButton>
        {(mine || may(brand.role, 'manager')) && (
          <Menu
            align="end"
            trigger={
              <IconButton size="small" label={t`More about this note`}>
                <Ellipsis size={14} aria-hidden="true" />
              </IconButton>
            }
          >
            {mine && (
              <MenuItem icon={<Pencil size={16} aria-hidden="true" />} onSelect={() => setEditing(text)}>
                <Trans>Edit</Trans>
              </MenuItem>
            )}
            <MenuItem
              danger
              icon={<Trash2 size={16} aria-hidden="true" />}
              onSelect={async () => {
                // Nobody can put words back in somebody else's name, so that is asked first.
                if (!mine) return setAsking(true);
                if (await remove()) offerUndo(t`Note deleted.`, add, remove);
              }}
            >
              <Trans>Delete</Trans>
            </MenuItem>
          </Menu>
        )}
      </div>
      {editing === null ? (
        <p className={styles.commentText} dir="auto">
          {mentionParts(text, members).map((part, index) =>
            part.person === null ? (
              part.text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
              <span key={index} className={styles.mention}>
                {part.text}
              </span>
            ),
          )}
        </p>
      ) : (
        <>
          <MentionArea
            label={t`Change the note`}
            hideLabel
            autoFocus
            value={editing}
            onChange={setEditing}
            people={mentionable(members)}
            lines={2}
            maxLength={10_000}
            onSend={() => void save()}
            onCancel={() => setEditing(null)}
          />
          <div className={styles.actions}>
            <Button size="small" onClick={() => void save()}>
              <Trans>Save</Trans>
            </Button>
            <Button size="small" look="quiet" onClick={() => setEditing(null)}>
              <Trans>Cancel</Trans>
            </Button>
          </div>
        </>
      )}
      <Confirm
        open={asking}
        title={<Trans>Delete the note of {author}?</Trans>}
        confirm={<Trans>Delete</Trans>}
        cancel={<Trans>Keep it</Trans>}
        onConfirm={() => {
          setAsking(false);
          void remove();
        }}
        onClose={() => setAsking(false)}
      >
        <Trans>It is gone for everybody.</Trans>
      </Confirm>
    </li>
  );
}
