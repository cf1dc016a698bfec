import { Trans, useLingui } from '@lingui/react/macro';
import { AtSign, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { Platform, Row } from '../../../shared/kinds/index.ts';
import { MENTIONED_BY_HANDLE } from '../../../shared/mentions/tokens.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { AddLine } from './add-line.tsx';
import { recordActions } from './record-actions.ts';
import styles from './strategy.module.css';
import { WordsField } from './words-field.tsx';

const contacts = recordActions('contact', 'contacts');

/** People the brand mentions, with what each of its platforms calls them. */
export function Contacts() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('contacts', { brandId: brand.id });
  const connections = useLiveQuery('connections', { brandId: brand.id }).data ?? [];
  const adding = useRef<HTMLInputElement>(null);
  useCommands([
    {
      id: 'contact.new',
      group: t`Templates`,
      title: t`New person to mention`,
      run: () => adding.current?.focus(),
    },
  ]);
  const used = (contact: Row<'contact'>) =>
    MENTIONED_BY_HANDLE.filter(
      (platform) => contact.handles[platform] || connections.some((one) => one.platform === platform),
    );
  if (error) return <FailureBanner of={error} />;
  return (
    <Section
      title={<Trans>People to mention</Trans>}
      lead={
        <Trans>
          Type @ in a post to mention them. Each channel gets the name its platform knows; where there is
          none, the plain name goes out.
        </Trans>
      }
    >
      {data?.length === 0 && (
        <EmptyState icon={<AtSign size={24} aria-hidden="true" />} title={<Trans>Nobody yet</Trans>}>
          <Trans>
            Add a partner, a supplier or a regular below. People who comment are offered by themselves.
          </Trans>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul className={styles.list}>
          {data.map((contact) => (
            <ContactRow key={contact.id} contact={contact} platforms={used(contact)} />
          ))}
        </ul>
      )}
      <AddLine
        ref={adding}
        label={t`New person to mention`}
        placeholder={t`Name of a person or a place`}
        maxLength={200}
        onAdd={(name) => contacts.add(brand.id, [{ name, handles: {} }], null)}
      />
    </Section>
  );
}

function ContactRow({ contact, platforms }: { contact: Row<'contact'>; platforms: readonly Platform[] }) {
  const { t } = useLingui();
  const { name, handles } = contact;
  const said = t`${name} edited.`;
  function setHandle(platform: Platform, typed: string) {
    // A whole address of a profile has the name at its end.
    const handle = typed
      .trim()
      .replace(/^https?:\/\/\S*\//, '')
      .replace(/^@+/, '')
      .replace(/\s+/g, '');
    const { [platform]: _, ...others } = handles;
    void contacts.edit(
      contact,
      { handles: handle === '' ? others : { ...others, [platform]: handle } },
      said,
    );
  }
  return (
    <li className={styles.contact}>
      <WordsField
        label={t`Name of the person`}
        hideLabel
        look="quiet"
        required
        maxLength={200}
        saved={name}
        onSave={(next) => void contacts.edit(contact, { name: next.trim() }, said)}
      />
      <div className={styles.handles}>
        {platforms.map((platform) => (
          <div key={platform} className={styles.handle}>
            <PlatformGlyph platform={platform} label="" size={14} />
            <WordsField
              label={t`${name} on ${platformNames[platform]}`}
              hideLabel
              placeholder={`${platformNames[platform]} @`}
              maxLength={200}
              saved={handles[platform] ?? ''}
              onSave={(typed) => setHandle(platform, typed)}
            />
          </div>
        ))}
      </div>
      <IconButton
        size="small"
        label={t`Delete ${name}`}
        onClick={() => contacts.remove(contact, t`${name} deleted.`)}
      >
        <Trash2 size={14} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
