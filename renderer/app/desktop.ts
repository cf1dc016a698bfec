import { AppError, type ErrorBody } from '../../shared/errors.ts';
import { followQuery } from '../../shared/follow-query.ts';
import type { AppState } from '../../shared/ipc/app.ts';
import type { Desktop, DesktopApi, MethodResults } from '../../shared/ipc/index.ts';
import type { Outside } from '../../shared/notices.ts';

declare global {
  interface Window {
    /** Put there by the preload bridge or by the browser host's. */
    pillarbox: DesktopApi;
  }
}

const thrown = ({ code, message, details }: ErrorBody) =>
  new AppError(code, message, details ? { details } : {});

/** The core, with its contract's types. Failures are thrown as AppError with the core's code. */
export const desktop: Desktop = {
  async invoke(method, args) {
    const answer = await window.pillarbox.invoke(method, args);
    if (!answer.ok) throw thrown(answer.error);
    // The core validates what it sends; the contract gives the type.
    return answer.value as MethodResults[typeof method];
  },
  async mutate(name, args) {
    await desktop.invoke('mutate', { mutations: [{ name, args }] });
  },
  query: (name, args, onResult, onError) =>
    followQuery(
      (onMessage) => window.pillarbox.subscribe('query', { name, args }, onMessage),
      // The core validates what it sends; the contract gives the type.
      (value) => onResult(value as Parameters<typeof onResult>[0]),
      onError,
    ),
  async addFile(args, file) {
    const answer = await window.pillarbox.addFile(args, file);
    if (!answer.ok) throw thrown(answer.error);
    return answer.value as { assetId: string; known: boolean };
  },
  async openFile(file) {
    const answer = await window.pillarbox.addFile({ use: 'import' }, file);
    if (!answer.ok) throw thrown(answer.error);
    return answer.value as { token: string };
  },
  state: (onState) =>
    window.pillarbox.subscribe('state', {}, (answer) => {
      if (answer.ok) onState(answer.value as AppState);
    }),
  commands: (onCommand) =>
    window.pillarbox.subscribe('commands', {}, (answer) => {
      if (answer.ok) onCommand(String(answer.value));
    }),
  outside: (onMessage) =>
    window.pillarbox.subscribe('outside', {}, (answer) => {
      if (answer.ok) onMessage(answer.value as Outside);
    }),
};
