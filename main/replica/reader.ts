import type { Database, Statement } from 'better-sqlite3';

/** Statements that only read, prepared once each. */
export type Reader = {
  all<T>(sql: string, ...values: unknown[]): T[];
  get<T>(sql: string, ...values: unknown[]): T | undefined;
  /** Several reads of one moment, whatever is committed meanwhile. */
  atOnce<T>(work: () => T): T;
};

/** @param db read only through what this returns; never closed by it */
export function createReader(db: Database): Reader {
  const statements = new Map<string, Statement<unknown[]>>();
  const transaction = db.transaction((work: () => unknown) => work());
  const of = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare<unknown[]>(sql);
    if (!statement.readonly) throw new Error('Only reads go through the reader.');
    statements.set(sql, statement);
    return statement;
  };
  return {
    all: <T>(sql: string, ...values: unknown[]) => of(sql).all(...values) as T[],
    get: <T>(sql: string, ...values: unknown[]) => of(sql).get(...values) as T | undefined,
    atOnce: <T>(work: () => T) => (db.inTransaction ? work() : (transaction.deferred(work) as T)),
  };
}
