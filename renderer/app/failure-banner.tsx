import { Banner } from '../ui/banner.tsx';
import { explain } from './errors.ts';

/** What went wrong where something should be read, and the next step. */
export function FailureBanner({ of }: { of: { code: string; message: string } }) {
  const { title, next } = explain(of.code, of.message);
  return (
    <Banner tone="error" live title={title}>
      {next}
    </Banner>
  );
}
