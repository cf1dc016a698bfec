import { AppError } from '../../shared/errors.ts';
import { type Answer, subscriptions } from '../../shared/ipc/index.ts';
import type { Outside } from '../../shared/notices.ts';
import type { QueryArgs, QueryName } from '../../shared/queries.ts';
import type { AppStateSource } from '../app-state.ts';
import type { Log } from '../log.ts';
import type { LiveQueries } from '../queries/live.ts';
import { errorAnswer, readArgs, type Sender } from './handle.ts';

export type Subscriptions = {
  /** Delivers the present value, then every change, until the returned function is called. */
  subscribe(sender: Sender, name: unknown, args: unknown, onMessage: (message: Answer) => void): () => void;
  /** Tells the page that a command was chosen outside it. */
  choose(command: string): void;
  /** Shows an address, or tells of something; kept for the next page where none is open. */
  tell(message: Outside): void;
  /** The screens look at another replica now: every open query goes on there. */
  moveTo(live: LiveQueries): void;
  close(): void;
};

const MAX_UNTOLD = 10;

type OpenQuery = { start(live: LiveQueries): void; stop(): void };

/** Subscriptions outlive a change of workspace: the page asked once and is told what it sees now. */
export function createSubscriptions(deps: { state: AppStateSource; log: Log }): Subscriptions {
  const { state, log } = deps;
  const queries = new Set<OpenQuery>();
  const choosers = new Set<(command: string) => void>();
  const pages = new Set<(message: Outside) => void>();
  /** What no page has been told of yet, the last few. */
  const untold: Outside[] = [];
  let live: LiveQueries | null = null;

  const openQuery = (name: QueryName, args: QueryArgs<QueryName>, tell: (message: Answer) => void) => {
    let unsubscribe: (() => void) | null = null;
    const fail = (error: unknown) =>
      tell({ ok: false, error: errorAnswer(error, log, { subscription: name }) });
    const query: OpenQuery = {
      start(next) {
        query.stop();
        try {
          unsubscribe = next.subscribe(name, args, (value) => tell({ ok: true, value }), fail);
        } catch (error) {
          fail(error);
        }
      },
      stop() {
        unsubscribe?.();
        unsubscribe = null;
      },
    };
    queries.add(query);
    if (live) query.start(live);
    return () => {
      query.stop();
      queries.delete(query);
    };
  };

  return {
    subscribe(sender, name, args, onMessage) {
      // A host whose page has just gone must not take the core with it.
      const tell = (message: Answer) => {
        try {
          onMessage(message);
        } catch (error) {
          log.warn({ err: error, subscription: name }, 'a message could not be delivered');
        }
      };
      try {
        if (!sender.trusted)
          throw new AppError('forbidden', 'This page may not use Pillarbox.', { status: 403 });
        if (name === 'state') {
          readArgs(subscriptions.state, args);
          return state.subscribe((value) => tell({ ok: true, value }));
        }
        if (name === 'commands') {
          readArgs(subscriptions.commands, args);
          const chosen = (value: string) => tell({ ok: true, value });
          choosers.add(chosen);
          return () => void choosers.delete(chosen);
        }
        if (name === 'outside') {
          readArgs(subscriptions.outside, args);
          const page = (value: Outside) => tell({ ok: true, value });
          pages.add(page);
          for (const message of untold.splice(0)) page(message);
          return () => void pages.delete(page);
        }
        if (name !== 'query')
          throw new AppError('unknown_subscription', `There is no subscription ${JSON.stringify(name)}.`);
        const query = readArgs(subscriptions.query, args);
        return openQuery(query.name, query.args as QueryArgs<QueryName>, tell);
      } catch (error) {
        tell({ ok: false, error: errorAnswer(error, log, { subscription: name }) });
        return () => undefined;
      }
    },
    choose(command) {
      for (const chosen of [...choosers]) chosen(command);
    },
    tell(message) {
      // The newest page is the one a person looks at: several must not all go somewhere else.
      const page = [...pages].at(-1);
      if (page) return page(message);
      untold.push(message);
      if (untold.length > MAX_UNTOLD) untold.shift();
    },
    moveTo(next) {
      live = next;
      for (const query of [...queries]) query.start(next);
    },
    close() {
      for (const query of queries) query.stop();
      queries.clear();
      choosers.clear();
      pages.clear();
      live = null;
    },
  };
}
