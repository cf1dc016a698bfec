import { useLingui } from '@lingui/react/macro';
import {
  type FilmCategory,
  type FilmOptions,
  type FilmPrivacy,
  USUAL_CATEGORY,
} from '../../../shared/publishing/film-options.ts';

export type Audience = 'usual' | 'kids' | 'not_kids';
export const audienceOf = ({ made_for_kids }: FilmOptions): Audience =>
  made_for_kids === undefined ? 'usual' : made_for_kids ? 'kids' : 'not_kids';

/** What the choices of a channel of films are called. */
export function useFilmWords() {
  const { t } = useLingui();
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
  /** All that a channel of films is told, in one line. */
  const line = (options: FilmOptions): string =>
    [
      privacy[options.privacy ?? 'public'],
      categories[options.category ?? USUAL_CATEGORY],
      audience[audienceOf(options)],
      ...(options.quiet ? [t`Subscribers are not told`] : []),
    ].join(', ');
  return { privacy, audience, categories, line };
}
