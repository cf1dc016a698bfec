import { useLingui } from '@lingui/react/macro';
import { GripVertical, ImagePlus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, memo, useDeferredValue, useEffect, useRef, useState } from 'react';
import type { Platform, Row } from '../../../../shared/kinds/index.ts';
import { spokenOn } from '../../../../shared/mentions/tokens.ts';
import type { PartView } from '../../../../shared/queries.ts';
import { checkPart, countPart, partTakesMedia } from '../../../../shared/rules/index.ts';
import { useDraftText } from '../../../app/use-draft-text.ts';
import { IconButton } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { focusSoon } from '../../../ui/focus-soon.ts';
import { MentionArea } from '../../../ui/mention-area.tsx';
import { useRowDrag } from '../../brand/use-row-drag.ts';
import { PickDialog } from '../../media/pick-dialog.tsx';
import { useMentionables, usePeople } from '../../mentions/use-people.ts';
import { CountRing } from '../text-count.tsx';
import { TextProblems } from '../text-problems.tsx';
import { addFiles, removePart, writePart } from './actions.ts';
import { PartFiles } from './part-files.tsx';
import styles from './thread.module.css';

export type PartRowProps = {
  part: PartView;
  /** Its number in the thread, the post itself being 1; null for a first comment. */
  number: number | null;
  /** How many parts it can be moved among, and its place. */
  index: number;
  count: number;
  /** Channels it goes to. */
  channels: readonly Row<'connection'>[];
  readOnly: boolean;
  /** It was just added: typing goes on in it. */
  fresh: boolean;
  onMove(id: string, index: number): void;
};

/** One part of a thread, or the first comment: its words, its files, and what its platforms say to them. */
export const PartRow = memo(function PartRow(props: PartRowProps) {
  const { part, number, index, count, channels, readOnly, fresh, onMove } = props;
  const { t } = useLingui();
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const [picking, setPicking] = useState(false);
  const { dragging, edge } = useRowDrag({ row, handle, id: part.id, index, onMove });
  const text = useDraftText(part.text, (next, seen) => void writePart(part, next, seen));
  const mentionables = useMentionables();
  const drawn = useDeferredValue(text.value);
  const name = number === null ? t`First comment` : t`Part ${number}`;
  const takesFiles = channels.some(({ platform }) => partTakesMedia(platform, part.role));
  const place = index + 1;

  useEffect(() => {
    if (fresh) row.current?.querySelector('textarea')?.focus();
  }, [fresh]);

  function onKey(event: KeyboardEvent) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    if (index + by < 0 || index + by >= count) return;
    onMove(part.id, index + by);
    focusSoon(() => handle.current);
  }
  function remove() {
    const item = row.current;
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    void removePart(part).then(() => next?.querySelector('textarea')?.focus());
  }

  return (
    <li
      ref={row}
      data-part={part.id}
      className={cx(
        styles.part,
        dragging && styles.dragging,
        edge && styles[edge === 'top' ? 'edgeTop' : 'edgeBottom'],
      )}
    >
      <div className={styles.side}>
        {number === null || readOnly || count < 2 ? (
          <span className={styles.number} aria-hidden="true">
            {number}
          </span>
        ) : (
          <IconButton
            ref={handle}
            size="small"
            label={t`Move part ${number}. Place ${place} of ${count}; arrow keys move it`}
            onKeyDown={onKey}
          >
            <GripVertical size={14} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <div className={styles.words}>
        <MentionArea
          {...mentionables}
          label={name}
          hideLabel={number !== null}
          lines={2}
          readOnly={readOnly}
          maxLength={100_000}
          placeholder={number === null ? t`Hashtags, a link, a question` : t`What comes next`}
          {...text}
        />
        <PartFiles part={part} label={t`Files of ${name}`} locked={readOnly} />
        {!readOnly && <PartFit part={part} text={drawn} channels={channels} />}
      </div>
      {!readOnly && (
        <div className={styles.side}>
          {takesFiles && (
            <IconButton size="small" label={t`Add files to ${name}`} onClick={() => setPicking(true)}>
              <ImagePlus size={14} aria-hidden="true" />
            </IconButton>
          )}
          <IconButton size="small" label={t`Take ${name} away`} onClick={remove}>
            <Trash2 size={14} aria-hidden="true" />
          </IconButton>
        </div>
      )}
      {picking && (
        <PickDialog
          taken={part.asset_ids}
          onClose={() => setPicking(false)}
          onPick={(assets) => {
            setPicking(false);
            void addFiles(part, assets);
          }}
        />
      )}
    </li>
  );
});

type PartFitProps = { part: PartView; text: string; channels: readonly Row<'connection'>[] };

/** How much of each platform a part takes, and why one would not have it. Accounts that count alike are told once. */
const PartFit = memo(function PartFit({ part, text, channels }: PartFitProps) {
  const counted = new Map(
    channels.map((channel) => [`${channel.platform} ${JSON.stringify(channel.limits)}`, channel]),
  );
  const people = usePeople();
  const said = (platform: Platform) => spokenOn(platform, people)(text.trim());
  const files = part.asset_ids.length;
  const problems = [...counted.values()].flatMap(({ platform, limits }) =>
    checkPart(platform, part.role, { text: said(platform), media: files }, limits),
  );
  return (
    <>
      <p className={styles.counts}>
        {[...counted.values()].map(({ id, platform, limits }) => (
          <CountRing
            key={id}
            platform={platform}
            count={countPart(platform, part.role, said(platform), limits)}
          />
        ))}
      </p>
      <TextProblems problems={[...new Map(problems.map((one) => [one.code, one])).values()]} />
    </>
  );
});
