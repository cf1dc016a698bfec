import { create } from 'zustand';
import type { Connectable } from '../../../shared/connectors/facts.ts';

/** What is typed into the connect dialog. */
export type ConnectFields = {
  platform: Connectable;
  /** Instagram through its Facebook page. */
  byFacebook: boolean;
  /** Null until somebody chooses. */
  holder: 'device' | 'server' | null;
  handle: string;
  secret: string;
  service: string;
  /** What was just connected; its check is shown then. */
  connected: { connectionId: string; name: string | null } | null;
};

const BLANK: ConnectFields = {
  platform: 'bluesky',
  byFacebook: false,
  holder: null,
  handle: '',
  secret: '',
  service: '',
  connected: null,
};

/**
 * The dialog and its fields, outside the screen: signing in from it changes the file behind every screen, and the
 * brand is back only when it has been given to an organization. Kept in memory alone, because of the secret.
 */
export const useConnectForm = create<{ brandId: string | null } & ConnectFields>(() => ({
  brandId: null,
  ...BLANK,
}));

export const openConnectForm = (brandId: string): void => useConnectForm.setState({ brandId, ...BLANK });
export const closeConnectForm = (): void => useConnectForm.setState({ brandId: null, ...BLANK });
