import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import styles from './toast.module.css';

const manager = Toast.createToastManager<{ action?: { label: string; run(): void } }>();

export type ToastOptions = {
  title: string;
  description?: string;
  action?: { label: string; run(): void };
  /** Announced at once and stays until it is closed. */
  urgent?: boolean;
};

/**
 * Says what just happened, for eight seconds.
 * @returns takes it away again
 */
export function showToast({ title, description, action, urgent }: ToastOptions): () => void {
  const id = manager.add({
    title,
    description,
    timeout: urgent ? 0 : 8000,
    priority: urgent ? 'high' : 'low',
    data: { ...(action && { action }) },
  });
  return () => manager.close(id);
}

/** Where toasts appear; one, at the root. `closeLabel` names their close buttons. */
export function Toasts({ closeLabel }: { closeLabel: string }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <List closeLabel={closeLabel} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Toast.useToastManager<{ action?: { label: string; run(): void } }>();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection={[]}>
      <Toast.Content className={styles.content}>
        <div className={styles.words}>
          <Toast.Title className={styles.title} render={<p />} />
          <Toast.Description />
        </div>
        {toast.data?.action && (
          <button
            type="button"
            className={styles.action}
            onClick={() => {
              toast.data?.action?.run();
              manager.close(toast.id);
            }}
          >
            {toast.data.action.label}
          </button>
        )}
        <Toast.Close className={styles.close} aria-label={closeLabel}>
          <X size={14} aria-hidden="true" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
