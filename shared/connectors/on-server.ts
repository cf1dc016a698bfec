import type { Settings, Values } from '../settings.ts';
import type { Connector, ConnectorDeps } from './contract.ts';

export type OnServerDeps = Omit<ConnectorDeps, 'baseUrl'> &
  Required<Pick<ConnectorDeps, 'mediaUrl'>> & {
    /** A fetch that reaches the server itself and nothing else. */
    local: typeof globalThis.fetch;
  };

/** A connector as a server has it: what it is configured with, and what comes of that. */
export type OnServer = {
  settings: Settings;
  /** The ways to connect an account that are on offer, as desktops know them; none: there is no such connector here. */
  offers(values: Record<string, unknown>): string[];
  create(values: Record<string, unknown>, deps: OnServerDeps): Connector;
};

/** The same of settings whose types are known; values were read by the settings' schemas. */
export const onServer = <S extends Settings>(spec: {
  settings: S;
  offers(values: Values<S>): string[];
  create(values: Values<S>, deps: OnServerDeps): Connector;
}): OnServer => ({
  settings: spec.settings,
  offers: (values) => spec.offers(values as Values<S>),
  create: (values, deps) => spec.create(values as Values<S>, deps),
});
