import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { GitMerge } from 'lucide-react';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from './today.module.css';

const TO_DECIDE = ['text_conflict', 'edit_beat_delete'];

/** Where what is not a post is settled. */
const PLACES = [
  { kinds: ['pillar'], address: '/brand/pillars', words: msg`The pillars` },
  { kinds: ['brand_profile'], address: '/brand/profile', words: msg`The brand’s profile` },
  { kinds: ['style_rule'], address: '/brand/style', words: msg`The style guide` },
  { kinds: ['hook'], address: '/brand/hooks', words: msg`The hooks` },
  { kinds: ['offer'], address: '/brand/offers', words: msg`The offers` },
  {
    kinds: ['caption_template', 'hashtag_set', 'contact'],
    address: '/brand/templates',
    words: msg`The templates`,
  },
  { kinds: ['journal_entry', 'journal_week'], address: '/ideas/journal', words: msg`The journal` },
];

/** Posts and parts of the brand that two people changed at once: each leads to where it is settled. */
export function ToDecide() {
  const { i18n } = useLingui();
  const brand = useBrand();
  const notices = useLiveQuery('notices', { brandId: brand.id }).data ?? [];
  const open = notices.filter(({ code }) => TO_DECIDE.includes(code));
  const posts = [...new Set(open.flatMap((notice) => (notice.about_kind === 'post' ? notice.about_id : [])))];
  const places = PLACES.filter(({ kinds }) => open.some(({ about_kind }) => kinds.includes(about_kind)));
  if (open.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="to-decide">
      <h2 id="to-decide">
        <Trans>Changed by two at once</Trans>
      </h2>
      <div className={styles.slot}>
        {posts.map((id) => (
          <PostButton key={id} id={id} />
        ))}
        {places.map(({ address, words }) => (
          <Button key={address} icon={<GitMerge size={16} aria-hidden="true" />} onClick={() => go(address)}>
            {i18n._(words)}
          </Button>
        ))}
      </div>
    </section>
  );
}

function PostButton({ id }: { id: string }) {
  const { t } = useLingui();
  const words = usePostWords();
  const post = useLiveQuery('post', { id }).data;
  if (!post) return null;
  return (
    <Button icon={<GitMerge size={16} aria-hidden="true" />} onClick={() => go(`/post/${id}`)}>
      {t`Look at “${words.name(post)}”`}
    </Button>
  );
}
