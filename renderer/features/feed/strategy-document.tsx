import { Trans, useLingui } from '@lingui/react/macro';
import { Check, Eye, History, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import Markdown from 'react-markdown';
import type { Row } from '../../../shared/kinds/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { FieldNotices } from '../strategy/field-notices.tsx';
import { recordActions } from '../strategy/record-actions.ts';
import { WordsArea, WordsField } from '../strategy/words-field.tsx';
import { editDocument } from './document-actions.ts';
import styles from './feed.module.css';
import { editFeed } from './profile-actions.ts';
import { VersionsDialog } from './versions-dialog.tsx';

const actions = recordActions('strategyDocument', 'strategyDocuments');

type StrategyDocumentProps = {
  document: Row<'strategy_document'>;
  connection: Row<'connection'> | null;
  feed: Row<'feed'> | null;
};

/** One strategy: to write in Markdown, to read, and to look up what it said before. */
export function StrategyDocument({ document, connection, feed }: StrategyDocumentProps) {
  const { t } = useLingui();
  const [view, setView] = useState<'read' | 'write'>(document.version === 1 ? 'write' : 'read');
  const [versions, setVersions] = useState(false);
  const followed = feed?.document_id === document.id;
  return (
    <article className={styles.stack} aria-label={document.title}>
      <FieldNotices
        id={document.id}
        brandId={document.brand_id}
        labels={new Map([['text', t`Strategy`]])}
        row={document}
        onUse={(_field, text, seen) => void editDocument(document, { text }, { text: seen })}
      />
      <div className={styles.bar}>
        <div className={styles.grow}>
          <WordsField
            label={t`Title of the strategy`}
            hideLabel
            required
            size="large"
            maxLength={200}
            saved={document.title}
            onSave={(title) => void editDocument(document, { title: title.trim() })}
          />
        </div>
        <Segments<'read' | 'write'>
          label={t`Strategy`}
          value={view}
          options={[
            {
              value: 'read',
              label: (
                <>
                  <Eye size={14} aria-hidden="true" /> <Trans>Read</Trans>
                </>
              ),
            },
            {
              value: 'write',
              label: (
                <>
                  <Pencil size={14} aria-hidden="true" /> <Trans>Write</Trans>
                </>
              ),
            },
          ]}
          onChange={setView}
        />
        <Button icon={<History size={16} aria-hidden="true" />} onClick={() => setVersions(true)}>
          <Trans>Versions</Trans>
        </Button>
        {connection &&
          (followed ? (
            <p className={styles.quiet}>
              <Check size={14} aria-hidden="true" /> <Trans>This feed follows it</Trans>
            </p>
          ) : (
            <Button onClick={() => void editFeed(connection, feed, { document_id: document.id })}>
              <Trans>Follow it with this feed</Trans>
            </Button>
          ))}
        <IconButton
          label={t`Delete the strategy “${document.title}”`}
          onClick={() => void actions.remove(document, t`Strategy deleted.`)}
        >
          <Trash2 size={16} aria-hidden="true" />
        </IconButton>
      </div>
      {view === 'write' ? (
        <WordsArea
          label={t`Strategy`}
          hint={t`Markdown: # for a heading, - for a list, ** around what matters.`}
          lines={16}
          maxLength={100_000}
          saved={document.text}
          onSave={(text, seen) => void editDocument(document, { text }, { text: seen })}
        />
      ) : (
        <div className={styles.prose} dir="auto">
          <Prose text={document.text} />
        </div>
      )}
      {versions && <VersionsDialog document={document} onClose={() => setVersions(false)} />}
    </article>
  );
}

/** Markdown as people read it. Pictures from elsewhere are not fetched, and links show where they lead. */
function Prose({ text }: { text: string }) {
  return (
    <Markdown
      disallowedElements={['img']}
      components={{
        // Headings stand below the page's own.
        h1: ({ children }) => <h2>{children}</h2>,
        h2: ({ children }) => <h3>{children}</h3>,
        h3: ({ children }) => <h4>{children}</h4>,
        a: ({ children, href }) => (
          <span>
            {children} ({href})
          </span>
        ),
      }}
    >
      {text}
    </Markdown>
  );
}
