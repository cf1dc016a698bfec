import { Trans, useLingui } from '@lingui/react/macro';
import { go } from '../../app/router.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { BrandForm } from './brand-form.tsx';
import styles from './first-run.module.css';

/** Another brand, beside those that are there. */
export function NewBrand({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useLingui();
  return (
    <Dialog open={open} onClose={onClose} title={t`New brand`}>
      <BrandForm
        onMade={() => {
          onClose();
          go('/calendar');
        }}
        footer={(busy) => (
          <div className={styles.buttons}>
            <Button look="quiet" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button look="primary" type="submit" busy={busy}>
              <Trans>Make brand</Trans>
            </Button>
          </div>
        )}
      />
    </Dialog>
  );
}
