import { Trans, useLingui } from '@lingui/react/macro';
import { ChevronRight } from 'lucide-react';
import { type FormEvent, useCallback, useState } from 'react';
import { type CheckStep, signInSteps } from '../../../shared/connection-check.ts';
import {
  CONNECTABLE,
  type Connectable,
  isSignedInThere,
  leadsBackHere,
  platformFacts,
  type SignedInThere,
} from '../../../shared/connectors/facts.ts';
import { AppError } from '../../../shared/errors.ts';
import { BY_FACEBOOK } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { NeedsServer, useMissing } from '../account/needs-server.tsx';
import { AppPasswordField } from './app-password-field.tsx';
import { BrowserSignIn } from './browser-sign-in.tsx';
import { CheckList } from './check-list.tsx';
import { readHandle, readServiceUrl } from './connect-fields.ts';
import { type ConnectFields, closeConnectForm, useConnectForm } from './connect-form.ts';
import { Connected } from './connected.tsx';
import styles from './connections.module.css';
import { HolderChoice } from './holder-choice.tsx';

/** As the server offers it: the other way to an Instagram account. */
const THROUGH_PAGE = 'instagram_by_facebook';

type Choice = Connectable | typeof THROUGH_PAGE;
const CHOICES = CONNECTABLE.flatMap((name): Choice[] =>
  name === 'instagram' ? [name, THROUGH_PAGE] : [name],
);
const platformOf = (choice: Choice): Connectable => (choice === THROUGH_PAGE ? 'instagram' : choice);

/** Connects an account: which platform, who holds its secret, and the secret. */
export function ConnectDialog() {
  const brand = useBrand();
  const open = useConnectForm((form) => form.brandId === brand.id);
  const connected = useConnectForm((form) => form.connected);
  return (
    <Dialog open={open} onClose={closeConnectForm} title={<Trans>Connect a channel</Trans>}>
      {connected ? <Connected {...connected} onDone={closeConnectForm} /> : <Form />}
    </Dialog>
  );
}

function Form() {
  const { t } = useLingui();
  const { platform, byFacebook } = useConnectForm();
  const offered = useAppState((state) => state.platforms);
  const set = (fields: Partial<ConnectFields>) => useConnectForm.setState(fields);
  return (
    <div className={styles.form}>
      <RadioCards<Choice>
        label={t`Platform`}
        value={platform === 'instagram' && byFacebook ? THROUGH_PAGE : platform}
        onChange={(next) => set({ platform: platformOf(next), byFacebook: next === THROUGH_PAGE })}
        options={CHOICES.filter(
          (choice) => !platformFacts(platformOf(choice)).account?.needsApp || offered.includes(choice),
        ).map((choice) => ({
          value: choice,
          icon: <PlatformGlyph platform={platformOf(choice)} label="" size={16} />,
          label:
            choice === THROUGH_PAGE ? (
              <Trans>Instagram through a Facebook page</Trans>
            ) : (
              platformNames[choice]
            ),
          hint: <Hint choice={choice} />,
        }))}
      />
      {isSignedInThere(platform) ? <SignInThere platform={platform} /> : <PasswordForm />}
    </div>
  );
}

function Hint({ choice }: { choice: Choice }) {
  switch (choice) {
    case 'bluesky':
      return <Trans>On bsky.social or any other host.</Trans>;
    case 'mastodon':
      return <Trans>On any instance. You sign in there, in your browser.</Trans>;
    case 'instagram':
      return <Trans>A professional account. You sign in there, in your browser.</Trans>;
    case THROUGH_PAGE:
      return (
        <Trans>For an account that is linked to a page. You sign in with Facebook, in your browser.</Trans>
      );
    case 'youtube':
      return <Trans>A channel for films. You sign in with Google, in your browser.</Trans>;
    case 'sandbox':
      return <Trans>A practice network on the server with a public page. Nothing leaves it.</Trans>;
    default:
      return <Trans>You sign in there, in your browser.</Trans>;
  }
}

/** Signing in happens on the platform's own pages; of Mastodon one has to know where, and who is to hold the account. */
function SignInThere({ platform }: { platform: SignedInThere }) {
  const { t } = useLingui();
  const brand = useBrand();
  const missing = useMissing();
  const { service, byFacebook, holder: chosen } = useConnectForm();
  const [checked, setChecked] = useState(false);
  const asksWho = leadsBackHere(platform);
  const holder = asksWho ? (chosen ?? (missing ? 'device' : 'server')) : 'server';
  const blocked = holder === 'server' && missing !== null;
  const asksWhere = platform === 'mastodon';
  const throughPage = platform === 'instagram' && byFacebook;
  const serviceUrl = asksWhere ? readServiceUrl(service) : throughPage ? BY_FACEBOOK : null;
  const connected = useCallback(
    (connectionId: string) => useConnectForm.setState({ connected: { connectionId, name: null } }),
    [],
  );

  return (
    <>
      {asksWho && (
        <HolderChoice value={holder} onChange={(next) => useConnectForm.setState({ holder: next })} />
      )}
      {asksWhere && (
        <TextField
          label={t`Instance`}
          hint={<Trans>The address of the server where the account is.</Trans>}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="mastodon.social"
          maxLength={2000}
          value={service}
          onChange={(text) => useConnectForm.setState({ service: text })}
          error={checked && serviceUrl === undefined ? t`Write an address, like mastodon.social.` : null}
        />
      )}
      {blocked && (
        <NeedsServer>
          <Trans>The server holds this account, so that posts go out with this computer closed.</Trans>
        </NeedsServer>
      )}
      <BrowserSignIn
        disabled={blocked}
        ask={() => {
          setChecked(true);
          return serviceUrl === undefined
            ? null
            : { brandId: brand.id, platform, holder, serviceUrl, connectionId: null };
        }}
        onConnected={connected}
        onClose={closeConnectForm}
      />
    </>
  );
}

/** A handle and what to sign in with, typed in here. */
function PasswordForm() {
  const { t } = useLingui();
  const brand = useBrand();
  const missing = useMissing();
  const { platform, holder: chosen, handle, secret, service } = useConnectForm();
  const set = (fields: Partial<ConnectFields>) => useConnectForm.setState(fields);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);
  /** How far it came where the platform refused. */
  const [steps, setSteps] = useState<CheckStep[]>([]);

  const wished = chosen ?? (missing ? 'device' : 'server');
  const holder = platform === 'sandbox' ? 'server' : wished;
  const blocked = holder === 'server' && missing !== null;
  const name = readHandle(platform, handle);
  const serviceUrl = readServiceUrl(service);
  const handleFault =
    platform === 'bluesky'
      ? t`Write the whole handle, like name.bsky.social.`
      : t`Write a name without spaces, like harbour-bakery.`;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (
      blocked ||
      name === null ||
      serviceUrl === undefined ||
      (platform === 'bluesky' && secret.trim() === '')
    )
      return;
    setBusy(true);
    setFailure(null);
    setSteps([]);
    try {
      const { connectionId } = await desktop.invoke('connections.connect', {
        brandId: brand.id,
        platform,
        holder,
        handle: name,
        secret: platform === 'bluesky' ? secret.trim() : '',
        serviceUrl: platform === 'bluesky' ? serviceUrl : null,
      });
      useConnectForm.setState({ connected: { connectionId, name } });
    } catch (error) {
      if (error instanceof AppError && error.details.class !== undefined)
        setSteps(signInSteps({ code: error.code, message: error.message, permissions: null }));
      else setFailure(explainThrown(error));
      setBusy(false);
    }
  }

  return (
    // The offer to sign in has a form of its own, so it stands beside this one.
    <>
      <form id="connect" className={styles.form} onSubmit={submit} noValidate>
        {platform === 'bluesky' && <HolderChoice value={wished} onChange={(next) => set({ holder: next })} />}
        <TextField
          label={t`Handle`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={platform === 'bluesky' ? 'name.bsky.social' : 'harbour-bakery'}
          maxLength={300}
          value={handle}
          onChange={(text) => set({ handle: text })}
          error={checked && name === null ? handleFault : null}
        />
        {platform === 'bluesky' && (
          <>
            <AppPasswordField
              value={secret}
              onChange={(text) => set({ secret: text })}
              missing={checked && secret.trim() === ''}
            />
            <details className={styles.details}>
              <summary>
                <ChevronRight size={14} aria-hidden="true" />
                <Trans>The account is on another host</Trans>
              </summary>
              <TextField
                label={t`Service address`}
                hint={<Trans>Leave it empty to find it by the handle.</Trans>}
                type="url"
                inputMode="url"
                autoComplete="off"
                placeholder="https://pds.example.org"
                maxLength={2000}
                value={service}
                onChange={(text) => set({ service: text })}
                error={
                  checked && serviceUrl === undefined ? t`Write a web address that starts with https.` : null
                }
              />
            </details>
          </>
        )}
      </form>
      {blocked && (
        <NeedsServer>
          {platform === 'sandbox' ? (
            <Trans>Sandbox lives on the server. What you filled in stays here.</Trans>
          ) : (
            <Trans>Then the server can hold this channel. What you filled in stays here.</Trans>
          )}
        </NeedsServer>
      )}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      {steps.length > 0 && <CheckList steps={steps} />}
      <div className={styles.footer}>
        <Button look="quiet" onClick={closeConnectForm}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" type="submit" form="connect" busy={busy} disabled={blocked}>
          <Trans>Connect</Trans>
        </Button>
      </div>
    </>
  );
}
