import { useLingui } from '@lingui/react/macro';
import { POST_TYPES, type Row } from '../../../shared/kinds/index.ts';

type PostType = Row<'brief'>['post_type'];

/** What a post can be made as, in words, to choose from. */
export function usePostTypes(): { value: PostType; label: string }[] {
  const { t } = useLingui();
  const words: Record<PostType, string> = {
    '': t`Not said`,
    text: t`Words only`,
    photo: t`Photo`,
    carousel: t`Carousel`,
    video: t`Video`,
    short: t`Short video`,
    story: t`Story`,
    article: t`Article`,
    poll: t`Poll`,
  };
  return POST_TYPES.map((value) => ({ value, label: words[value] }));
}
