import type { QueryArgs, QueryName, QueryResult } from '../../shared/queries.ts';
import { desktop } from './desktop.ts';

/** What a query says now, for work that goes on after its screen has gone. */
export function readOnce<N extends QueryName>(name: N, args: QueryArgs<N>): Promise<QueryResult<N>> {
  return new Promise((resolve, reject) => {
    let over = false;
    let stop: (() => void) | undefined;
    const end = () => {
      over = true;
      stop?.();
    };
    stop = desktop.query(
      name,
      args,
      (result) => {
        if (over) return;
        end();
        resolve(result);
      },
      (error) => {
        if (over) return;
        end();
        reject(error);
      },
    );
    if (over) stop();
  });
}
