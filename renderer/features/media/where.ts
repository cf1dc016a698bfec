import type { Row } from '../../../shared/kinds/index.ts';
import { useAppState } from '../../app/use-app-state.ts';

/** `local`: there is no account to send it with. `here`, `elsewhere`: on its way from this device, or another one. */
export type Where = 'server' | 'local' | 'here' | 'elsewhere';

/** Tells where the bytes of a file are. */
export function useWhere(): (asset: Pick<Row<'asset'>, 'id' | 'uploaded_at'>) => Where {
  const uploads = useAppState((state) => state.media.uploads);
  const account = useAppState((state) => state.session.state !== 'none');
  return ({ id, uploaded_at }) => {
    if (uploaded_at !== null) return 'server';
    if (!account) return 'local';
    return uploads.some(({ assetId }) => assetId === id) ? 'here' : 'elsewhere';
  };
}
