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
import { type Audience, audienceOf, useFilmWords } from '../post/use-film-words.ts';
import styles from './film-options.module.css';

/** What a channel of films is told beside the words: who sees the film, where it is listed, for whom it is made. */
export function FilmOptions({ target, locked }: { target: Row<'target'>; locked: boolean }) {
  const { t } = useLingui();
  const { brand_id, post_id, connection_id } = target;
  const options = target.options ?? {};
  const set = (change: Options) =>
    void mutate('target.options', { brand_id, post_id, connection_id, options: { ...options, ...change } });

  const { privacy, audience, categories } = useFilmWords();
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
        value={audienceOf(options)}
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
