import { Trans, useLingui } from '@lingui/react/macro';
import { Suspense, useEffect, useRef, useState } from 'react';
import { explain } from '../app/errors.ts';
import type { Params } from '../app/router.ts';
import { go, useAddress } from '../app/router.ts';
import { saveSetting, useSetting } from '../app/settings.ts';
import { useUi } from '../app/ui-store.ts';
import { BrandContext } from '../app/use-brand.ts';
import { useLiveQuery } from '../app/use-live-query.ts';
import { LockedBanner } from '../features/account/locked-banner.tsx';
import { SessionBanner } from '../features/account/session-banner.tsx';
import { FirstRun } from '../features/first-run/first-run.tsx';
import { KeptBanner } from '../features/sync/kept-banner.tsx';
import { RebuiltBanner } from '../features/sync/rebuilt-banner.tsx';
import { RestoredBanner } from '../features/sync/restored-banner.tsx';
import { Banner } from '../ui/banner.tsx';
import { cx } from '../ui/cx.ts';
import { Spinner } from '../ui/spinner.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { firstAddress } from './first-address.ts';
import { matchRoute } from './match-route.ts';
import { NotFound } from './not-found.tsx';
import { Rail } from './rail.tsx';
import type { Route } from './routes.tsx';
import styles from './shell.module.css';
import { ShellCommands } from './shell-commands.tsx';
import { useKeptScroll } from './use-kept-scroll.ts';
import { useReveal } from './use-reveal.ts';

type Shown = { route: Route; params: Params } | null;

/** Rail, middle and inspector. The address decides what is in them. */
export function Shell() {
  const { i18n } = useLingui();
  const [address] = useAddress();
  const brands = useLiveQuery('brands', {});
  const [lastBrand] = useSetting('brand');
  useReturnToLastAddress(address);
  useReveal();

  const here = matchRoute(address);
  const mainPath = useMainPath(address, here);
  const middle = useRef<HTMLDivElement>(null);
  const inMiddle = here?.route.place === 'inspector' ? mainPath : address;
  // One of the things in a list has an address of its own; the list is the same.
  const list = inMiddle.replace(/\/[\da-f]{8}-[\da-f-]{27}$/, '');
  const shownBrand = brands.data?.find((one) => one.id === lastBrand) ?? brands.data?.[0];
  useKeptScroll(middle, `${shownBrand?.id}${list}`, here?.route.place ?? 'main');
  if (!brands.data)
    return <Waiting error={brands.error?.code ?? null} message={brands.error?.message ?? null} />;

  const brand = shownBrand;
  if (!brand) return here?.route.withoutBrand ? <Alone shown={here} /> : <FirstRun />;

  const inspector = here?.route.place === 'inspector' ? here : null;
  const main = here && !inspector ? here : inspector ? matchRoute(mainPath) : null;
  return (
    <BrandContext value={brand}>
      <ShellCommands brands={brands.data} />
      <div className={styles.frame}>
        <div className={cx(styles.shell, inspector && styles.withInspector)}>
          <button type="button" className={styles.skip} onClick={skipToMain}>
            <Trans>Skip to the content</Trans>
          </button>
          <Rail brands={brands.data} current={main?.route ?? null} />
          <main id="main" className={styles.main} tabIndex={-1}>
            {inspector && <h1 className={styles.narrowTitle}>{i18n._(inspector.route.title)}</h1>}
            <div ref={middle} className={styles.middle}>
              <LockedBanner />
              <SessionBanner />
              <RebuiltBanner />
              <RestoredBanner />
              <KeptBanner className={styles.overScreen} />
              {/* A brand's screens start afresh when another brand is chosen. */}
              <div key={brand.id} className={styles.view} data-scroll="page">
                <Place shown={main} address={inspector ? mainPath : address} />
              </div>
            </div>
            {inspector && (
              <aside
                key={`${brand.id}/inspector`}
                className={styles.inspector}
                aria-labelledby="inspector-title"
              >
                <Place shown={inspector} address={address} />
              </aside>
            )}
          </main>
        </div>
      </div>
    </BrandContext>
  );
}

function Place({ shown, address }: { shown: Shown; address: string }) {
  const { i18n } = useLingui();
  const title = shown ? i18n._(shown.route.title) : '';
  useEffect(() => {
    document.title = title ? `${title} · Pillarbox` : 'Pillarbox';
  }, [title]);
  if (!shown) return <NotFound />;
  const { route, params } = shown;
  return (
    <ErrorBoundary retryOn={address}>
      <Suspense fallback={<Loading />}>
        <route.screen params={params} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** A screen that needs no brand, with nothing around it. */
function Alone({ shown }: { shown: NonNullable<Shown> }) {
  return (
    <main id="main" className={styles.alone}>
      <Place shown={shown} address={shown.route.path} />
    </main>
  );
}

function Waiting({ error, message }: { error: string | null; message: string | null }) {
  if (!error) return <Loading />;
  const { title, next } = explain(error, message);
  return (
    <div className={styles.page}>
      <Banner tone="error" live title={title}>
        {next}
      </Banner>
    </div>
  );
}

/** Quiet at first: most loads are over before anybody could read a word. */
function Loading() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading} role="status">
      {late && (
        <>
          <Spinner />
          <Trans>Loading…</Trans>
        </>
      )}
    </div>
  );
}

/** The middle keeps what it showed while the inspector has the address. */
function useMainPath(address: string, here: Shown): string {
  const mainPath = useUi((state) => state.mainPath);
  const isMain = here?.route.place === 'main';
  useEffect(() => {
    if (isMain && address !== mainPath) useUi.setState({ mainPath: address });
  }, [address, isMain, mainPath]);
  return mainPath;
}

function useReturnToLastAddress(address: string) {
  useEffect(() => {
    if (address !== '/' && address !== '') return;
    go(firstAddress(), { replace: true });
  }, [address]);
  useEffect(() => {
    // Saved at a pause: walking through weeks is not worth a write each.
    const timer = setTimeout(() => {
      if (matchRoute(address)?.route.place === 'main') saveSetting('path', address);
    }, 800);
    return () => clearTimeout(timer);
  }, [address]);
}

function skipToMain() {
  document.getElementById('main')?.focus();
}
