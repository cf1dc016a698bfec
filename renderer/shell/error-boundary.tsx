import { Trans, useLingui } from '@lingui/react/macro';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import styles from './shell.module.css';

type Props = {
  children: ReactNode;
  /** When this changes, the broken screen is tried again. */
  retryOn?: string;
};

/** A screen that throws takes nothing else down, and says that the work is safe. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override componentDidUpdate(before: Props) {
    if (this.state.error && before.retryOn !== this.props.retryOn) this.setState({ error: null });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Broken error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken({ error, onRetry }: { error: Error; onRetry(): void }) {
  const { t } = useLingui();
  const details = `${error.name}: ${error.message}\n${error.stack ?? ''}`;
  return (
    <div className={styles.page}>
      <Banner
        tone="error"
        live
        title={<Trans>This screen stopped working.</Trans>}
        actions={
          <>
            <Button size="small" onClick={() => navigator.clipboard.writeText(details)}>
              <Trans>Copy details</Trans>
            </Button>
            <Button size="small" onClick={onRetry}>
              <Trans>Try again</Trans>
            </Button>
          </>
        }
      >
        {t`Everything you wrote is kept on this device. The rest of the app goes on.`}
      </Banner>
    </div>
  );
}
