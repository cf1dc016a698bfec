/** A connector serves whoever holds the account, server or desktop, so its contract lives in shared/. */
export * from '../../shared/connectors/contract.ts';
