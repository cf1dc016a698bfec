import { useLingui } from '@lingui/react/macro';
import type { SendProblem } from '../../../shared/publishing/outgoing-media.ts';
import { displayLocale } from '../../app/i18n.ts';
import { sizeText } from '../sync/size-text.ts';
import { durationText } from './duration.ts';

/** What keeps a file from a platform, in a sentence that says how it should be. */
export function useMediaProblemWords(): (problem: SendProblem) => string {
  const { t } = useLingui();
  return ({ code, limit, actual, found }) => {
    const number = (value: number) =>
      new Intl.NumberFormat(displayLocale(), { maximumFractionDigits: 2 }).format(value);
    const [most, here] = [number(limit), number(actual)];
    const type = found ?? '';
    switch (code) {
      case 'media_needed':
        return t`It needs a picture or a video.`;
      case 'media_too_many':
        return t`It takes at most ${most} files like these, and there are ${here}.`;
      case 'media_mixed':
        return t`It takes pictures or a video, not both.`;
      case 'media_kind':
        return found === 'video' ? t`It takes no videos.` : t`It takes no pictures.`;
      case 'media_type':
        return t`It does not take this type (${type}).`;
      case 'media_too_big': {
        const [size, largest] = [sizeText(actual), sizeText(limit)];
        return t`It is ${size}; at most ${largest} are taken.`;
      }
      case 'media_ratio':
        return actual > limit
          ? t`It is too wide: width by height is ${here}, at most ${most} is taken.`
          : t`It is too tall: width by height is ${here}, at least ${most} is taken.`;
      case 'media_too_small':
        return t`A side has ${here} pixels; it needs ${most}.`;
      case 'media_too_large':
        return t`A side has ${here} pixels; at most ${most} are taken.`;
      case 'media_too_many_pixels':
        return t`It has too many pixels.`;
      case 'media_too_short': {
        const least = durationText(limit);
        return t`It is too short; it needs ${least}.`;
      }
      case 'media_too_long': {
        const longest = durationText(limit);
        return t`It is too long; at most ${longest} is taken.`;
      }
      case 'media_codec':
        return t`Its codec (${type}) is not taken.`;
      case 'media_not_sent':
        return t`Pillarbox does not send such files there yet. Post it there by hand, or take it off.`;
    }
  };
}
