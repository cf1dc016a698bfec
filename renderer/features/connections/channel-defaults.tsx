import { Trans, useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import type { MutationArgs } from '../../../shared/mutators/index.ts';
import { takesFilmOptions } from '../../../shared/publishing/film-options.ts';
import { takesPart } from '../../../shared/rules/index.ts';
import { mutate } from '../../app/mutate.ts';
import { useDraftText } from '../../app/use-draft-text.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { FilmChoices } from '../post/film-choices.tsx';
import styles from './connections.module.css';

/** How a post begins here: what is set is there on each new post of this channel, to be seen and changed on it. */
export function ChannelDefaults({ connection }: { connection: Row<'connection'> }) {
  const { t } = useLingui();
  const { id, brand_id, platform } = connection;
  const found = useLiveQuery('channelDefault', { connectionId: id });
  const set = (fields: MutationArgs<'channelDefault.edit'>['fields']) =>
    void mutate('channelDefault.edit', { id, brand_id, fields });
  const { first_comment = '', by_hand = false, options = null } = found.data ?? {};
  const comment = useDraftText(first_comment, (text) => set({ first_comment: text }));
  if (found.data === undefined) return null;
  const films = takesFilmOptions(platform) && connection.holder !== 'person';
  const comments = takesPart(platform, 'first_comment');
  if (!films && !comments && connection.holder === 'person') return null;
  return (
    <Section
      title={<Trans>New posts here</Trans>}
      lead={<Trans>What each new post begins with on this channel. On the post it can be changed.</Trans>}
    >
      <div className={styles.defaults}>
        {comments && (
          <TextArea
            label={t`First comment`}
            hint={<Trans>Hashtags or a link that belong below every post.</Trans>}
            lines={2}
            maxLength={10_000}
            {...comment}
          />
        )}
        {films && (
          <FilmChoices options={options ?? {}} disabled={false} onChange={(next) => set({ options: next })} />
        )}
        {connection.holder !== 'person' && (
          <Checkbox
            checked={by_hand}
            onChange={(on) => set({ by_hand: on })}
            label={<Trans>Remind me instead, I post it myself</Trans>}
          />
        )}
      </div>
    </Section>
  );
}
