import { Trans, useLingui } from '@lingui/react/macro';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

export type DateOrder = 'auto' | 'dmy' | 'mdy' | 'ymd';

type DateOrderChoiceProps = {
  /** A date from the file that could be read in more than one way. */
  example: string | null;
  value: DateOrder;
  disabled: boolean;
  onChange(order: DateOrder): void;
};

/** Which number is the day: only a person can tell when the whole file leaves it open. */
export function DateOrderChoice({ example, value, disabled, onChange }: DateOrderChoiceProps) {
  const { t } = useLingui();
  const orders: [DateOrder, string][] = [
    ['dmy', t`Day, month, year`],
    ['mdy', t`Month, day, year`],
    ['ymd', t`Year, month, day`],
  ];
  return (
    <Banner
      tone={value === 'auto' ? 'warn' : 'info'}
      live
      title={
        example ? (
          <Trans>In which order are dates like {example} written?</Trans>
        ) : (
          <Trans>In which order are the dates written?</Trans>
        )
      }
      actions={orders.map(([order, label]) => (
        <Button
          key={order}
          size="small"
          aria-pressed={value === order}
          disabled={disabled}
          look={value === order ? 'plain' : 'quiet'}
          onClick={() => onChange(order)}
        >
          {label}
        </Button>
      ))}
    />
  );
}
