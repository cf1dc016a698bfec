import { Trans, useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import {
  FILM_CATEGORIES,
  FILM_PRIVACY,
  type FilmCategory,
  type FilmPrivacy,
  type FilmOptions as Options,
  USUAL_CATEGORY,
} from '../../../shared/publishing/film-options.ts';
import { mutate } from '../../app/mutate.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './film-options.module.css';

type Audience = 'usual' | 'kids' | 'not_kids';

/** What a channel of films is told beside the words: who sees the film, where it is listed, for whom it is made. */
export function FilmOptions({ target, locked }: { target: Row<'target'>; locked: boolean }) {
  const { t } = useLingui();
  const { brand_id, post_id, connection_id } = target;
  const options = target.options ?? {};
  const set = (change: Options) =>
    void mutate('target.options', { brand_id, post_id, connection_id, options: { ...options, ...change } });

  const privacy: Record<FilmPrivacy, string> = {
    public: t`Everybody`,
    unlisted: t`Whoever has the link`,
    private: t`Only you`,
  };
  const audience: Record<Audience, string> = {
    usual: t`As the channel has it`,
    kids: t`Made for children`,
    not_kids: t`Not made for children`,
  };
  const categories: Record<FilmCategory, string> = {
    '1': t`Film & animation`,
    '2': t`Cars & vehicles`,
    '10': t`Music`,
    '15': t`Pets & animals`,
    '17': t`Sports`,
    '19': t`Travel & events`,
    '20': t`Gaming`,
    '22': t`People & blogs`,
    '23': t`Comedy`,
    '24': t`Entertainment`,
    '25': t`News & politics`,
    '26': t`How-to & style`,
    '27': t`Education`,
    '28': t`Science & technology`,
    '29': t`Nonprofits & activism`,
  };
  const chosen = options.privacy ?? 'public';
  return (
    <fieldset className={styles.options} disabled={locked}>
      <legend className={styles.legend}>
        <Trans>On YouTube</Trans>
      </legend>
      <Select<FilmPrivacy>
        label={t`Who sees it`}
        value={chosen}
        options={FILM_PRIVACY.map((value) => ({ value, label: privacy[value] }))}
        onChange={(value) => set({ privacy: value === 'public' ? undefined : value })}
        disabled={locked}
      />
      <Select<FilmCategory>
        label={t`Category`}
        value={options.category ?? USUAL_CATEGORY}
        options={FILM_CATEGORIES.map((value) => ({ value, label: categories[value] }))}
        onChange={(category) => set({ category })}
        disabled={locked}
      />
      <Select<Audience>
        label={t`Audience`}
        value={options.made_for_kids === undefined ? 'usual' : options.made_for_kids ? 'kids' : 'not_kids'}
        options={(['usual', 'not_kids', 'kids'] as const).map((value) => ({ value, label: audience[value] }))}
        onChange={(value) => set({ made_for_kids: value === 'usual' ? undefined : value === 'kids' })}
        disabled={locked}
      />
      {chosen === 'public' && (
        <Checkbox
          label={<Trans>Tell subscribers</Trans>}
          checked={!options.quiet}
          onChange={(told) => set({ quiet: told ? undefined : true })}
          disabled={locked}
        />
      )}
      <p className={styles.hint}>
        <Trans>A picture beside the film becomes its thumbnail. Hashtags become its tags.</Trans>
      </p>
    </fieldset>
  );
}
