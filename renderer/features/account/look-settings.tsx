import { useLingui } from '@lingui/react/macro';
import { useSetting } from '../../app/settings.ts';
import { Select } from '../../ui/select.tsx';
import styles from './account.module.css';

/** Theme, contrast and size of text. */
export function LookSettings() {
  const { t } = useLingui();
  const [theme, setTheme] = useSetting('theme');
  const [contrast, setContrast] = useSetting('contrast');
  const [density, setDensity] = useSetting('density');
  return (
    <div className={styles.look}>
      <Select
        label={t`Theme`}
        options={[
          { value: 'system', label: t`As the system` },
          { value: 'light', label: t`Light` },
          { value: 'dark', label: t`Dark` },
        ]}
        value={theme}
        onChange={setTheme}
      />
      <Select
        label={t`Text size`}
        options={[
          { value: 'compact', label: t`Compact` },
          { value: 'comfortable', label: t`Comfortable` },
        ]}
        value={density}
        onChange={setDensity}
      />
      <Select
        label={t`Contrast`}
        options={[
          { value: 'system', label: t`As the system` },
          { value: 'more', label: t`High` },
        ]}
        value={contrast}
        onChange={setContrast}
      />
    </div>
  );
}
