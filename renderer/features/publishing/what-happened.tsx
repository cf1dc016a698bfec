import { Trans, useLingui } from '@lingui/react/macro';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { Timeline } from '../../../shared/publishing/timeline.ts';
import { desktop } from '../../app/desktop.ts';
import { useAsked } from '../../app/use-asked.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { StateLine } from './state-line.tsx';
import styles from './timeline.module.css';
import { TimelineEntry } from './timeline-entry.tsx';
import { useTimelineWords } from './use-timeline-words.ts';

type WhatHappenedProps = {
  publication: Row<'publication'>;
  connection: Row<'connection'>;
  zone: string;
};

const readTimeline = (publicationId: string) => desktop.invoke('publish.timeline', { publicationId });

/** Every try of one publication, as whoever holds its account wrote it down. */
export function WhatHappened({ publication, connection, zone }: WhatHappenedProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  // Nothing was tried of what still waits, and nobody but the person tries what goes out by hand.
  if (connection.holder === 'person' || publication.state === 'by_hand') return null;
  if (publication.state === 'waiting' && publication.error_code === null) return null;
  return (
    <>
      <IconButton label={t`Show what happened on ${connection.handle}`} onClick={() => setOpen(true)}>
        <History size={16} aria-hidden="true" />
      </IconButton>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t`What happened on ${platformNames[connection.platform]}`}
        description={<Trans>Each try to send it to {connection.handle}, oldest first.</Trans>}
        footer={
          <Button onClick={() => setOpen(false)}>
            <Trans>Close</Trans>
          </Button>
        }
      >
        {open && <Asked publication={publication} zone={zone} />}
      </Dialog>
    </>
  );
}

function Asked({ publication, zone }: Pick<WhatHappenedProps, 'publication' | 'zone'>) {
  // Again at each step the publication makes.
  const { answer, failure, reload } = useAsked(readTimeline, publication.id, publication.updated_at);
  if (failure)
    return (
      <Banner
        tone="warn"
        live
        title={failure.title}
        actions={
          <Button size="small" onClick={reload}>
            <Trans>Ask again</Trans>
          </Button>
        }
      >
        <Trans>
          What was tried is written down where the account is held: on the server, or on the device.
        </Trans>
      </Banner>
    );
  return answer ? <Shown timeline={answer} zone={zone} /> : <Spinner />;
}

function Shown({ timeline, zone }: { timeline: Timeline; zone: string }) {
  const words = useTimelineWords();
  const { tries, removals, next_at } = timeline;
  if (tries.length + removals.length === 0)
    return (
      <p>
        <Trans>No try was made.</Trans>
      </p>
    );
  const lost = removals.length === 0 && tries.at(-1)?.outcome === 'unknown';
  return (
    <div className={styles.timeline} role="status">
      <ol className={styles.tries}>
        {tries.map((one) => (
          <TimelineEntry key={one.n} words={words.ofTry(one)} {...one} zone={zone} />
        ))}
      </ol>
      {removals.length > 0 && (
        <>
          <h3 className={styles.part}>
            <Trans>Taking it down</Trans>
          </h3>
          <ol className={styles.tries}>
            {removals.map((one) => (
              <TimelineEntry key={one.n} words={words.ofRemoval(one)} sent_at={null} {...one} zone={zone} />
            ))}
          </ol>
        </>
      )}
      {next_at && (
        <StateLine
          words={{
            tone: 'wait',
            title: lost ? <Trans>The platform is asked again:</Trans> : <Trans>Tried again by itself:</Trans>,
            next: <TimeText at={next_at} zone={zone} />,
          }}
        />
      )}
    </div>
  );
}
