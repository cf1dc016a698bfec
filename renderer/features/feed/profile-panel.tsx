import { Trans, useLingui } from '@lingui/react/macro';
import { ImagePlus } from 'lucide-react';
import { useState } from 'react';
import { platformFacts } from '../../../shared/connectors/facts.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { readHashtags, showHashtags } from '../composer/hashtags.ts';
import { PickDialog } from '../media/pick-dialog.tsx';
import { FieldNotices } from '../strategy/field-notices.tsx';
import { WordsArea, WordsField } from '../strategy/words-field.tsx';
import { Bios } from './bios.tsx';
import styles from './feed.module.css';
import { Highlights } from './highlights.tsx';
import { Circle, PhoneHead, useProfile } from './phone-head.tsx';
import { editFeed } from './profile-actions.ts';

/** What a channel's profile says: name, bio in versions, links, highlights, and what its grid is to tell. */
export function ProfilePanel({ connection }: { connection: Row<'connection'> }) {
  const { t } = useLingui();
  const profile = useProfile(connection);
  const { feed, bios, bio, highlights } = profile;
  const rules = platformFacts(connection.platform).profile;
  const grid = useLiveQuery('feed', { brandId: connection.brand_id, connectionId: connection.id, limit: 1 });
  const [picking, setPicking] = useState(false);
  const labels = new Map([
    ['vibe', t`Mood`],
    ['story', t`What the grid tells`],
    ['rhythm', t`What follows what`],
    ['research', t`What we know about others`],
  ]);
  const long = (name: 'vibe' | 'story' | 'rhythm' | 'research', maxLength: number, placeholder: string) => (
    <WordsArea
      label={labels.get(name) ?? name}
      lines={2}
      placeholder={placeholder}
      maxLength={maxLength}
      saved={feed?.[name] ?? ''}
      onSave={(text, seen) => void editFeed(connection, feed, { [name]: text }, { [name]: seen })}
    />
  );
  return (
    <div className={styles.split}>
      <div className={styles.stack}>
        <FieldNotices
          id={connection.id}
          brandId={connection.brand_id}
          labels={labels}
          row={feed}
          onUse={(field, text, seen) => void editFeed(connection, feed, { [field]: text }, { [field]: seen })}
        />
        <Section title={<Trans>Name and picture</Trans>}>
          <div className={styles.avatarLine}>
            <Circle assetId={feed?.avatar_id ?? null} large />
            <Button icon={<ImagePlus size={16} aria-hidden="true" />} onClick={() => setPicking(true)}>
              <Trans>Choose a picture</Trans>
            </Button>
          </div>
          <div className={styles.pairs}>
            <WordsField
              label={t`Name that is shown`}
              maxLength={100}
              saved={feed?.display_name ?? ''}
              onSave={(text) => void editFeed(connection, feed, { display_name: text.trim() })}
            />
            <WordsField
              label={t`Kind of business`}
              placeholder={t`Bakery`}
              maxLength={100}
              saved={feed?.category ?? ''}
              onSave={(text) => void editFeed(connection, feed, { category: text.trim() })}
            />
          </div>
        </Section>
        <Bios connection={connection} bios={bios} inUse={bio} feed={feed} />
        {rules.highlights && <Highlights connection={connection} highlights={highlights} />}
        <Section
          title={<Trans>What the grid is to tell</Trans>}
          lead={<Trans>For the team: what belongs here, and in what order.</Trans>}
        >
          {long('vibe', 2000, t`Warm, early, flour on the hands`)}
          {long('story', 5000, t`From the first light in the window to the last loaf`)}
          {long('rhythm', 2000, t`A quote in every row, never two dark ones side by side`)}
          {long('research', 20_000, t`What works for others in this field`)}
          <WordsField
            label={t`Hashtags of this feed`}
            maxLength={2000}
            saved={showHashtags(feed?.hashtags ?? [])}
            onSave={(text) => void editFeed(connection, feed, { hashtags: readHashtags(text) })}
          />
        </Section>
      </div>
      <section className={styles.phone} aria-label={t`The profile of ${connection.handle}`}>
        <div className={styles.screen}>
          <PhoneHead
            connection={connection}
            feed={feed}
            bio={bio}
            highlights={highlights}
            count={grid.data?.total ?? 0}
          />
        </div>
      </section>
      {picking && (
        <PickDialog
          taken={[]}
          onClose={() => setPicking(false)}
          onPick={([avatar_id]) => {
            setPicking(false);
            if (avatar_id) void editFeed(connection, feed, { avatar_id });
          }}
        />
      )}
    </div>
  );
}
