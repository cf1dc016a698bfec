import { useLingui } from '@lingui/react/macro';
import { CircleUser } from 'lucide-react';
import { useAppState } from '../app/use-app-state.ts';
import { RailLink } from './rail.tsx';

export function AccountLine() {
  const { t } = useLingui();
  const session = useAppState((state) => state.session);
  const label = session.state === 'none' ? t`Sign in or sign up` : session.name || session.email;
  return <RailLink to="/account" label={label} icon={<CircleUser size={16} aria-hidden="true" />} />;
}
