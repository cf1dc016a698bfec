import { ConnectorError } from './contract.ts';

/** A picture that cannot be made to fit: a person has to change it. What a connector knows already stays as it is. */
export function unfit(error: unknown): never {
  if (error instanceof ConnectorError) throw error;
  throw new ConnectorError(
    {
      class: 'fix_content',
      code: 'media_unfit',
      message: 'A picture cannot be made to fit what the platform takes.',
    },
    { cause: error },
  );
}
