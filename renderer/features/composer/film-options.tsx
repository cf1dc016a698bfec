import type { Row } from '../../../shared/kinds/index.ts';
import { mutate } from '../../app/mutate.ts';
import { FilmChoices } from '../post/film-choices.tsx';

/** What this post tells a channel of films beside its words. */
export function FilmOptions({ target, locked }: { target: Row<'target'>; locked: boolean }) {
  const { brand_id, post_id, connection_id } = target;
  return (
    <FilmChoices
      options={target.options ?? {}}
      disabled={locked}
      onChange={(options) => void mutate('target.options', { brand_id, post_id, connection_id, options })}
    />
  );
}
