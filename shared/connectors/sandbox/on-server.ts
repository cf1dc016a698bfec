import { onOff } from '../../settings.ts';
import { onServer } from '../on-server.ts';
import { createSandboxConnector } from './index.ts';

/** The Sandbox, whose network is the server itself. */
export const sandbox = onServer({
  settings: {
    SANDBOX: {
      schema: onOff,
      fallback: 'on',
      help: 'The Sandbox network, to try everything without an account anywhere.',
    },
  },
  offers: ({ SANDBOX: on }) => (on ? ['sandbox'] : []),
  create: (_values, { local, ...deps }) =>
    // The address is never dialled: this fetch stays in the process.
    createSandboxConnector({ ...deps, fetch: local, baseUrl: 'http://sandbox.invalid' }),
});
