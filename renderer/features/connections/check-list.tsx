import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, CircleCheck, CircleHelp, ExternalLink } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CheckStep } from '../../../shared/connection-check.ts';
import { desktop } from '../../app/desktop.ts';
import { explainThere } from '../../app/errors.ts';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './check-list.module.css';
import { checkTitle, isMendedBySigningIn, WHERE_TO_FIX } from './check-words.ts';
import { LimitWords } from './limit-words.tsx';

type CheckListProps = {
  steps: readonly CheckStep[];
  /** What is still being asked. */
  waiting?: readonly CheckStep['check'][];
  /** Signs in again; not there where a button for that stands elsewhere. */
  onSignIn?: (() => void) | undefined;
};

/** What was looked at of an account, one after another: how each stands, and what to do where it is not right. */
export function CheckList({ steps, waiting = [], onSignIn }: CheckListProps) {
  const { t } = useLingui();
  const wrong = steps.filter(({ state }) => state === 'fix');
  const firstOf = (step: CheckStep) => wrong.find(({ code }) => code === step.code) === step;
  const isOver = waiting.length === 0 && steps.length > 0;
  const first = useRef<HTMLLIElement>(null);
  // Below a long form it would be out of sight.
  useEffect(() => {
    if (isOver) first.current?.scrollIntoView({ block: 'nearest' });
  }, [isOver]);
  return (
    <div className={styles.check}>
      <ul className={styles.steps} aria-label={t`What was checked`}>
        {steps.map((step) => (
          <li
            key={`${step.check} ${step.name ?? ''}`}
            ref={step === wrong[0] ? first : undefined}
            className={styles.step}
          >
            <StateIcon state={step.state} />
            <div className={styles.words}>
              <p className={styles.title}>
                {checkTitle(step.check, step.name)}
                {step.name && <span className={styles.name}>{step.name}</span>}
              </p>
              {/* What one sentence and button mend is said once. */}
              {step.state === 'fix' && firstOf(step) && <ToFix step={step} onSignIn={onSignIn} />}
              {step.state === 'unasked' && (
                <p className={styles.name}>{explainThere(step.code, step.message).title}</p>
              )}
              {step.limits.map((limit) => (
                <p key={`${limit.of} ${limit.bucket}`} className={styles.name}>
                  <LimitWords {...limit} />
                </p>
              ))}
            </div>
          </li>
        ))}
        {waiting.map((check) => (
          <li key={check} className={styles.step}>
            <StateIcon state="checking" />
            <p className={styles.name}>{checkTitle(check, null)}</p>
          </li>
        ))}
      </ul>
      <p role="status" className={styles.sum}>
        {!isOver ? (
          waiting.length > 0 && (
            <VisuallyHidden>
              <Trans>Checking</Trans>
            </VisuallyHidden>
          )
        ) : wrong.length > 0 ? (
          <Plural value={wrong.length} one="# thing to fix" other="# things to fix" />
        ) : steps.some(
            ({ check, state }) => check !== 'limits' && check !== 'permission' && state === 'unasked',
          ) ? (
          <Trans>Some of it could not be asked. Nothing is wrong that is known.</Trans>
        ) : (
          <Trans>Everything it needs is there.</Trans>
        )}
      </p>
    </div>
  );
}

function ToFix({ step, onSignIn }: { step: CheckStep; onSignIn?: (() => void) | undefined }) {
  const { title, next } = explainThere(step.code, step.message);
  const there = WHERE_TO_FIX[step.code ?? ''];
  const { i18n } = useLingui();
  return (
    <>
      <p className={styles.why}>
        {title} {next}
      </p>
      {there && (
        <Button
          size="small"
          icon={<ExternalLink size={14} aria-hidden="true" />}
          onClick={() => void desktop.invoke('host.openExternal', { url: there.url }).catch(tellError)}
        >
          {i18n._(there.words)}
        </Button>
      )}
      {onSignIn && isMendedBySigningIn(step.code) && (
        <Button size="small" onClick={onSignIn}>
          <Trans>Sign in again</Trans>
        </Button>
      )}
    </>
  );
}

function StateIcon({ state }: { state: CheckStep['state'] | 'checking' }) {
  const { t } = useLingui();
  if (state === 'checking')
    return (
      <span className={styles.icon}>
        <Spinner />
      </span>
    );
  const [Icon, label, tone] = {
    ok: [CircleCheck, t`Right`, styles.ok] as const,
    fix: [CircleAlert, t`To fix`, styles.fix] as const,
    unasked: [CircleHelp, t`Not known`, styles.unknown] as const,
  }[state];
  return (
    <span className={styles.icon}>
      <Icon size={16} role="img" aria-label={label} className={tone} />
    </span>
  );
}
