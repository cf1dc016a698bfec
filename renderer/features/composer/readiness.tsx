import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { memo, useMemo } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { goesByHand } from '../../../shared/mutators/target.ts';
import { fittingFiles, mediaFor } from '../../../shared/publishing/outgoing-media.ts';
import { type Finding, findings, isUnfinished } from '../../../shared/publishing/readiness.ts';
import type { MediaView, PostView } from '../../../shared/queries.ts';
import type { TextProblemCode } from '../../../shared/rules/index.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { explain } from '../../app/errors.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLater } from '../../app/use-later.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { keepOnly, shareWith } from '../media/attach.ts';
import { usePeople } from '../mentions/use-people.ts';
import { SeverityIcon } from '../post/severity-icon.tsx';
import { useSaidNames, useWarningWords } from '../post/use-warning-words.ts';
import type { Words } from '../post/words.ts';
import styles from './composer.module.css';
import { useTextProblemWords } from './text-problems.tsx';

type ReadinessProps = {
  post: PostView | null;
  words: Words;
  /** Channels it goes to, or will when it is written. */
  channels: readonly Row<'connection'>[];
  planned: boolean;
  locked: boolean;
};

/** What would stop the post from going out and what to do about it, then what is worth a look; nothing where it is fine. */
export const Readiness = memo(function Readiness(props: ReadinessProps) {
  const { post, channels, planned, locked } = props;
  const { t } = useLingui();
  const words = useLater(props.words);
  const people = usePeople();
  const near = useNear(planned && !locked ? post : null);
  const name = useSaidNames();
  const found = useMemo(() => {
    if (locked) return [];
    const targets =
      post?.targets ??
      channels.map((connection) => ({
        connection_id: connection.id,
        text: null,
        format: null,
        by_hand: false,
        connection,
      }));
    const all = findings({ ...words, people, targets, media: post?.media ?? [], parts: post?.parts ?? [] });
    // Nobody is told of what they have not come to yet.
    return all.filter(
      (one) => one.severity === 'warning' || !isUnfinished(one) || (planned && post !== null),
    );
  }, [post, words, people, channels, planned, locked]);
  const lines = useLines(found, channels, post);
  if (lines.length === 0 && near.length === 0) return null;
  const errors = lines.filter(({ severity }) => severity === 'error').length;
  return (
    <section className={styles.section} aria-label={t`Before it goes out`}>
      <h3 className={styles.sectionTitle}>
        {errors > 0 ? (
          <Plural
            value={errors}
            one="# thing stops it from going out"
            other="# things stop it from going out"
          />
        ) : (
          <Trans>Worth a look before it goes out</Trans>
        )}
      </h3>
      <ul className={styles.findings}>
        {lines.map(({ key, severity, where, text, next, mend }) => (
          <li key={key}>
            <SeverityIcon severity={severity} />
            <div>
              <p>
                <VisuallyHidden>{severity === 'error' ? t`Error` : t`Warning`}: </VisuallyHidden>
                {where && <span className={styles.findingName}>{where}: </span>}
                {text}
              </p>
              <p className={styles.hint}>{next}</p>
            </div>
            {mend && (
              <Button size="small" onClick={mend.run}>
                {mend.label}
              </Button>
            )}
          </li>
        ))}
        {near.map((said) => (
          <li key={said.key}>
            <SeverityIcon severity={said.severity} />
            <p>{name(said)}</p>
            {said.other && (
              <Button size="small" look="quiet" onClick={() => go(`/post/${said.other?.id}`)}>
                <Trans>Open it</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
});

/** Posts that say nearly the same, or go out within the hour. */
function useNear(post: PostView | null) {
  const { time_zone: timeZone } = useBrand();
  const day = post?.scheduled_at && instantToWall(post.scheduled_at, timeZone).slice(0, 10);
  const query = post && day ? { brandIds: [post.brand_id], from: day, to: day, timeZone } : null;
  const warning = useLiveQuery('planWarnings', query).data?.find(({ id }) => id === post?.id);
  return useWarningWords(warning && { ...warning, errors: [], warnings: [] });
}

type Line = {
  key: string;
  severity: Finding['severity'];
  /** The channels it is about, by name. */
  where: string;
  text: string;
  next: string;
  /** What mends it with one click, or goes to where it is mended. */
  mend: { label: string; run(): void } | null;
};

const TEXT = new Set<string>([
  'text_too_long',
  'text_too_many_bytes',
  'title_too_long',
  'too_many_hashtags',
  'too_many_mentions',
  'too_many_cashtags',
] satisfies TextProblemCode[]);

/** One line for what is the same on several channels. */
function useLines(
  found: readonly Finding[],
  channels: readonly Row<'connection'>[],
  post: PostView | null,
): Line[] {
  const { t } = useLingui();
  const textWords = useTextProblemWords();
  /** Channels by name: all of one platform by its name alone. */
  const namesOf = (ids: readonly string[]): string => {
    const byPlatform = Map.groupBy(
      channels.filter(({ id }) => ids.includes(id)),
      ({ platform }) => platform,
    );
    return [...byPlatform]
      .flatMap(([platform, some]) =>
        some.length === channels.filter((one) => one.platform === platform).length
          ? platformNames[platform]
          : some.map(({ handle }) => `${platformNames[platform]} (${handle})`),
      )
      .join(', ');
  };
  const lines = new Map<string, Omit<Line, 'mend'> & { found: About[] }>();
  for (const { severity, code, connectionId, part, names, problem } of found) {
    const { title, next } = explain(code);
    const who = names.join(', ');
    const numbered = who
      ? t`No name is saved there for ${who}.`
      : problem && TEXT.has(code) && 'range' in problem
        ? textWords(problem)
        : title;
    const text = !part
      ? numbered
      : part.role === 'first_comment'
        ? t`First comment: ${numbered}`
        : t`Thread: ${numbered}`;
    const key = `${code} ${text}`;
    const line = lines.get(key) ?? { key, severity, where: '', text, next, found: [] };
    line.found.push({ code, connectionId, part, names, problem });
    lines.set(key, line);
  }

  /** What mends something on all the channels it is about. */
  function mendOf(about: readonly About[]): Line['mend'] {
    const first = about[0];
    const channelsOf = about.flatMap(({ connectionId }) => connectionId ?? []);
    const channel = channels.find(({ id }) => id === channelsOf[0]);
    if (!first || !channel) return null;
    if (channel.status === 'reconnect' && first.code === (channel.status_code ?? 'signed_out'))
      return { label: t`Reconnect`, run: () => go('/brand/channels') };
    if (first.names.length > 0) return { label: t`Save their name`, run: () => go('/brand/templates') };
    if (!post || first.part) return null;
    const bare = ['files_left_out', 'media_needed'].includes(first.code) && post.media.length > 0;
    if (bare && channelsOf.every((id) => mediaFor(post.media, id).length === 0))
      return {
        label: t`Show them there, too`,
        run: () => void inTurn(channelsOf, (id) => shareWith(post, id)),
      };
    if (!first.problem || !('item' in first.problem)) return null;
    const fitting = channelsOf.flatMap((id) => {
      const keep = filesThatFit(post, channels, id);
      return keep ? [{ id, keep }] : [];
    });
    if (fitting.length < channelsOf.length) return null;
    return {
      label: t`Leave them out there`,
      run: () => void inTurn(fitting, ({ id, keep }) => keepOnly(post, id, keep)),
    };
  }

  return [...lines.values()].map(({ found: about, ...line }) => ({
    ...line,
    where: namesOf(about.flatMap(({ connectionId }) => connectionId ?? [])),
    mend: mendOf(about),
  }));
}

type About = Omit<Finding, 'severity'>;

/** One channel after the other: each is a step to take back. */
async function inTurn<T>(all: readonly T[], write: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) await write(one);
}

/** The files of a channel less those it does not take; null where that mends nothing. */
function filesThatFit(
  post: PostView,
  channels: readonly Row<'connection'>[],
  id: string,
): MediaView[] | null {
  const channel = channels.find((one) => one.id === id);
  const target = post.targets.find(({ connection_id }) => connection_id === id);
  if (!channel || !target) return null;
  const files = mediaFor(post.media, id).flatMap((item) =>
    item.asset ? [{ ...item.asset, crop: item.crop, item }] : [],
  );
  const byHand = goesByHand(target, channel);
  return fittingFiles(channel.platform, files, byHand, target.format)?.map(({ item }) => item) ?? null;
}
