import { Trans, useLingui } from '@lingui/react/macro';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { ToggleChips } from '../../ui/toggle-chips.tsx';
import styles from './brand.module.css';

type ScheduleChannelsProps = {
  brandId: string;
  chosen: readonly string[];
  disabled: boolean;
  onChange(connectionIds: string[]): void;
};

/** Which channels posts in these slots go to; none chosen: all of them. */
export function ScheduleChannels({ brandId, chosen, disabled, onChange }: ScheduleChannelsProps) {
  const { t } = useLingui();
  const connections = useLiveQuery('connections', { brandId }).data ?? [];
  if (connections.length === 0) return null;
  const known = connections.filter(({ id }) => chosen.includes(id));
  return (
    <div className={styles.next}>
      <h3>
        <Trans>Channels</Trans>
      </h3>
      {!disabled && connections.length > 1 && (
        <ToggleChips
          label={t`Channels of this schedule`}
          values={known.map(({ id }) => id)}
          options={connections.map(({ id, platform, handle }) => ({
            value: id,
            label: `${platformNames[platform]} ${handle}`,
          }))}
          onChange={onChange}
        />
      )}
      <p className={styles.quiet}>
        {known.length === 0 ? (
          <Trans>New posts in these slots go to all channels.</Trans>
        ) : (
          <Trans>New posts in these slots go to the chosen channels.</Trans>
        )}
      </p>
    </div>
  );
}
