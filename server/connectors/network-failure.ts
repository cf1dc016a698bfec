export * from '../../shared/connectors/network-failure.ts';
