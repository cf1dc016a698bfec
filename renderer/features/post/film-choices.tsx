import { Trans, useLingui } from '@lingui/react/macro';
import {
  FILM_CATEGORIES,
  FILM_PRIVACY,
  type FilmCategory,
  type FilmOptions,
  type FilmPrivacy,
  USUAL_CATEGORY,
} from '../../../shared/publishing/film-options.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './film-choices.module.css';
import { type Audience, audienceOf, useFilmWords } from './use-film-words.ts';

type FilmChoicesProps = { options: FilmOptions; disabled: boolean; onChange(options: FilmOptions): void };

/** What a channel of films is told beside the words: who sees the film, where it is listed, for whom it is made. */
export function FilmChoices({ options, disabled, onChange }: FilmChoicesProps) {
  const { t } = useLingui();
  const set = (change: FilmOptions) => onChange({ ...options, ...change });

  const { privacy, audience, categories } = useFilmWords();
  const chosen = options.privacy ?? 'public';
  return (
    <fieldset className={styles.options} disabled={disabled}>
      <legend className={styles.legend}>
        <Trans>On YouTube</Trans>
      </legend>
      <Select<FilmPrivacy>
        label={t`Who sees it`}
        value={chosen}
        options={FILM_PRIVACY.map((value) => ({ value, label: privacy[value] }))}
        onChange={(value) => set({ privacy: value === 'public' ? undefined : value })}
        disabled={disabled}
      />
      <Select<FilmCategory>
        label={t`Category`}
        value={options.category ?? USUAL_CATEGORY}
        options={FILM_CATEGORIES.map((value) => ({ value, label: categories[value] }))}
        onChange={(category) => set({ category })}
        disabled={disabled}
      />
      <Select<Audience>
        label={t`Audience`}
        value={audienceOf(options)}
        options={(['usual', 'not_kids', 'kids'] as const).map((value) => ({ value, label: audience[value] }))}
        onChange={(value) => set({ made_for_kids: value === 'usual' ? undefined : value === 'kids' })}
        disabled={disabled}
      />
      {chosen === 'public' && (
        <Checkbox
          label={<Trans>Tell subscribers</Trans>}
          checked={!options.quiet}
          onChange={(told) => set({ quiet: told ? undefined : true })}
          disabled={disabled}
        />
      )}
      <p className={styles.hint}>
        <Trans>A picture beside the film becomes its thumbnail. Hashtags become its tags.</Trans>
      </p>
    </fieldset>
  );
}
