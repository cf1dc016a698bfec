import { Trans, useLingui } from '@lingui/react/macro';
import { mutate } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './composer.module.css';

type PostNoticesProps = { postId: string; onUse(field: 'caption' | 'notes', text: string): void };

/** What the server decided about this post that a person should know. */
export function PostNotices({ postId, onUse }: PostNoticesProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const notices = useLiveQuery('notices', { brandId: brand.id }).data ?? [];
  const titles: Record<string, string> = {
    text_conflict: t`Somebody else changed the same words.`,
    edit_beat_delete: t`Somebody deleted this post, but a newer edit kept it.`,
    slot_moved: t`Its slot was taken, so it moved to another time.`,
    already_publishing: t`It was on its way out already, so the change came too late.`,
  };
  return notices
    .filter((notice) => notice.about_id === postId)
    .map(({ id, code, params }) => {
      const dismiss = () => void mutate('notice.dismiss', { id, brand_id: brand.id });
      const field = params.field === 'notes' ? 'notes' : 'caption';
      const kept = params.kept;
      return (
        <Banner
          key={id}
          tone="warn"
          live
          title={titles[code] ?? t`Something changed here.`}
          actions={
            <>
              {code === 'text_conflict' && kept !== undefined && (
                <Button
                  size="small"
                  onClick={() => {
                    onUse(field, kept);
                    dismiss();
                  }}
                >
                  <Trans>Use these instead</Trans>
                </Button>
              )}
              <Button size="small" onClick={dismiss}>
                {code === 'text_conflict' ? <Trans>Keep what stands</Trans> : <Trans>Understood</Trans>}
              </Button>
            </>
          }
        >
          {code === 'text_conflict' && kept !== undefined && (
            <>
              <p>
                <Trans>The later words stand. These were set aside:</Trans>
              </p>
              <blockquote className={styles.quote}>{kept}</blockquote>
            </>
          )}
        </Banner>
      );
    });
}
