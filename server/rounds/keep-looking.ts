import type { App, ServerDeps } from '../deps.ts';

/**
 * Looks at something again and again while this server listens, never twice at once; closing waits for the look under way.
 * @param looking.pauseMs between the end of one look and the next, asked for each time, in milliseconds
 * @param looking.failed what the log says of a look that failed; the next one comes all the same
 */
export function keepLooking(
  app: Pick<App, 'addHook'>,
  { log, closing }: Pick<ServerDeps, 'log' | 'closing'>,
  looking: { look(): Promise<unknown>; pauseMs(): number; failed: string },
): void {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  const again = () => {
    underWay = looking
      .look()
      .catch((error: unknown) => log.error({ err: error }, looking.failed))
      .then(() => {
        if (!closing.aborted) timer = setTimeout(again, looking.pauseMs());
      });
  };
  app.addHook('onListen', async () => again());
  app.addHook('preClose', async () => {
    clearTimeout(timer);
    await underWay;
  });
}
