import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Plus, Trash2 } from 'lucide-react';
import { platformFacts } from '../../../shared/connectors/facts.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import { bioCount } from '../../../shared/rules/profiles.ts';
import { useCommands } from '../../app/commands.ts';
import { useDraftText } from '../../app/use-draft-text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Section } from '../../ui/page.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { FieldNotices } from '../strategy/field-notices.tsx';
import { recordActions } from '../strategy/record-actions.ts';
import { WordsField } from '../strategy/words-field.tsx';
import styles from './feed.module.css';
import { editFeed } from './profile-actions.ts';

const actions = recordActions('bio', 'bios');

type BiosProps = {
  connection: Row<'connection'>;
  /** Newest first. */
  bios: readonly Row<'bio'>[];
  inUse: Row<'bio'> | null;
  feed: Row<'feed'> | null;
};

/** The words of a profile in versions: one is in use, the others are kept to compare and to go back to. */
export function Bios({ connection, bios, inUse, feed }: BiosProps) {
  const { t } = useLingui();
  const add = () =>
    void actions.add(
      connection.brand_id,
      [{ connection_id: connection.id, text: inUse?.text ?? '', links: inUse?.links ?? [], note: '' }],
      t`New version of the bio.`,
    );
  useCommands([{ id: 'bio.new', group: t`Feed`, title: t`New version of the bio`, run: add }]);
  return (
    <Section
      title={<Trans>Bio</Trans>}
      lead={<Trans>Write a new version, keep the old ones, and say which one is in use.</Trans>}
      actions={
        <Button icon={<Plus size={16} aria-hidden="true" />} onClick={add}>
          {bios.length === 0 ? <Trans>Write the bio</Trans> : <Trans>New version</Trans>}
        </Button>
      }
    >
      {bios.map((bio, index) => (
        <BioCard
          key={bio.id}
          bio={bio}
          number={bios.length - index}
          platform={connection.platform}
          inUse={bio.id === inUse?.id}
          onUse={() => void editFeed(connection, feed, { bio_id: bio.id })}
        />
      ))}
    </Section>
  );
}

type BioCardProps = {
  bio: Row<'bio'>;
  number: number;
  platform: Row<'connection'>['platform'];
  inUse: boolean;
  onUse(): void;
};

function BioCard({ bio, number, platform, inUse, onUse }: BioCardProps) {
  const { t } = useLingui();
  const said = t`Bio edited.`;
  const draft = useDraftText(
    bio.text,
    (text, seen) => void actions.edit(bio, { text }, said, { text: seen }),
  );
  const { used, limit } = bioCount(platform, draft.value);
  const most = platformFacts(platform).profile.links;
  const links = [...bio.links, ...(bio.links.length < most ? [{ title: '', url: '' }] : [])];
  function setLink(at: number, part: Partial<(typeof links)[number]>) {
    const next = links.map((link, index) => (index === at ? { ...link, ...part } : link));
    const kept = next.filter(({ title, url }) => title !== '' || url !== '');
    void actions.edit(bio, { links: kept }, said);
  }
  return (
    <article className={cx(styles.card, inUse && styles.inUse)} aria-label={t`Version ${number} of the bio`}>
      <FieldNotices
        id={bio.id}
        brandId={bio.brand_id}
        labels={new Map([['text', t`Bio`]])}
        row={bio}
        onUse={(_field, text, seen) => void actions.edit(bio, { text }, said, { text: seen })}
      />
      <TextArea
        label={t`Bio, version ${number}`}
        lines={3}
        maxLength={5000}
        hint={used > limit ? undefined : t`${used} of ${limit} characters`}
        error={used > limit ? t`${used} of ${limit} characters: too long for this profile.` : null}
        {...draft}
      />
      {links.map((link, at) => {
        const place = at + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a link is told by its place, and is being typed
          <div key={at} className={styles.pairs}>
            <WordsField
              label={t`Link ${place}: words`}
              maxLength={100}
              saved={link.title}
              onSave={(title) => setLink(at, { title: title.trim() })}
            />
            <WordsField
              label={t`Link ${place}: address`}
              type="url"
              placeholder="https://"
              maxLength={2000}
              saved={link.url}
              onSave={(url) => setLink(at, { url: url.trim() })}
            />
          </div>
        );
      })}
      <WordsField
        label={t`Why this version`}
        placeholder={t`Autumn opening hours`}
        maxLength={500}
        saved={bio.note}
        onSave={(note) => void actions.edit(bio, { note: note.trim() }, said)}
      />
      <div className={styles.bar}>
        {inUse ? (
          <p className={styles.quiet}>
            <Check size={14} aria-hidden="true" /> <Trans>In use</Trans>
          </p>
        ) : (
          <Button size="small" onClick={onUse}>
            <Trans>Use this version</Trans>
          </Button>
        )}
        <span className={styles.grow} />
        <IconButton
          size="small"
          label={t`Delete version ${number} of the bio`}
          onClick={() => void actions.remove(bio, t`Version of the bio deleted.`)}
        >
          <Trash2 size={14} aria-hidden="true" />
        </IconButton>
      </div>
    </article>
  );
}
