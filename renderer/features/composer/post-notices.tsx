import { Trans, useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import type { PostView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConflictCard, type Writer } from '../history/conflict-card.tsx';
import { isLocked } from '../post/post-state.ts';
import type { Words } from '../post/words.ts';
import { writePart } from './thread/actions.ts';

type PostNoticesProps = {
  post: PostView;
  words: Words;
  /** Writes words over those that stand, at once. */
  onUse(field: 'caption' | 'notes', text: string): void;
  onDelete(): void;
};

/** What the server decided about this post that a person should know. */
export function PostNotices({ post, words, onUse, onDelete }: PostNoticesProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const notices = useLiveQuery('notices', { brandId: brand.id }).data ?? [];
  const titles: Record<string, string> = {
    edit_beat_delete: t`Somebody deleted this post, but a newer edit kept it.`,
    slot_moved: t`Its slot was taken, so it moved to another time.`,
    already_publishing: t`It was on its way out already, so the change came too late.`,
  };
  return notices
    .filter((notice) => notice.about_id === post.id)
    .map((notice) => {
      const { id, code } = notice;
      const dismiss = () => {
        void mutate('notice.dismiss', { id, brand_id: brand.id });
        // The button that had the focus goes with its notice.
        document.querySelector<HTMLElement>('[data-composer] textarea')?.focus();
      };
      if (code === 'text_conflict')
        return (
          <Conflict key={id} notice={notice} post={post} words={words} onUse={onUse} onDismiss={dismiss} />
        );
      return (
        <Banner
          key={id}
          tone="warn"
          live
          title={titles[code] ?? t`Something changed here.`}
          actions={
            <>
              {code === 'edit_beat_delete' && !isLocked(post) && (
                <Button
                  size="small"
                  look="danger"
                  onClick={() => {
                    dismiss();
                    onDelete();
                  }}
                >
                  <Trans>Delete anyway</Trans>
                </Button>
              )}
              <Button size="small" onClick={dismiss}>
                {code === 'edit_beat_delete' ? <Trans>Keep</Trans> : <Trans>Understood</Trans>}
              </Button>
            </>
          }
        />
      );
    });
}

type ConflictProps = Omit<PostNoticesProps, 'onDelete'> & { notice: Row<'notice'>; onDismiss(): void };

/** The words of a caption, of notes or of a channel that two people changed at once. */
function Conflict({ notice, post, words, onUse, onDismiss }: ConflictProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const me = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const history = useLiveQuery('history', { postId: post.id }).data ?? [];
  const members = useLiveQuery('members', { brandId: brand.id }).data ?? [];
  const { field = '', kept = '', by = '', connection_id, part_id } = notice.params;
  const part = post.parts.find(({ id }) => id === part_id);
  const target = post.targets.find((one) => one.connection_id === connection_id);

  const lost = history.findLast(
    (revision) =>
      revision.conflict === field &&
      (part_id ? revision.part_id === part_id : revision.connection_id === (connection_id ?? null)) &&
      (revision.words as Record<string, unknown>)[field] === kept,
  );
  const writer = (personId: string | null): Writer =>
    personId !== null && personId === me
      ? { mine: true }
      : { mine: false, name: members.find((one) => one.person_id === personId)?.name ?? null };
  const name =
    { caption: t`Caption`, notes: t`Notes` }[field] ??
    (part_id ? t`A part of the thread` : t`Words for ${target?.connection?.handle ?? ''}`);
  const stands =
    field === 'notes'
      ? words.notes
      : field === 'caption'
        ? words.caption
        : (part?.text ?? target?.text ?? '');

  function use(text: string) {
    if (field === 'caption' || field === 'notes') onUse(field, text);
    else if (part) void writePart(part, text, part.text);
    else if (target) {
      const { brand_id, post_id } = target;
      const base = { text: target.text ?? '' };
      void mutate('target.edit', { brand_id, post_id, connection_id: target.connection_id, text, base });
    }
    onDismiss();
  }
  return (
    <ConflictCard
      field={name}
      stands={{ text: stands, writer: writer(by) }}
      kept={{ text: kept, writer: writer(lost?.made_by ?? null) }}
      locked={isLocked(post)}
      onUse={use}
      onDismiss={onDismiss}
    />
  );
}
