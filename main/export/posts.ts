import type { ExportPost } from '../../shared/exchange/post.ts';
import type { PostView } from '../../shared/queries.ts';
import { addDays } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import { postViews } from '../queries/views.ts';
import type { ReplicaView } from '../replica/replica.ts';

/** Which posts: of these days on the brand's clock, both included (null: all there are), and perhaps ideas without a day. */
export type PostRange = { from: string | null; to: string | null; ideas: boolean };

const OUT: readonly string[] = ['published', 'by_hand', 'publishing', 'unknown'];

/** A brand's posts in order of time, ideas last. */
export function exportPosts(
  replica: ReplicaView,
  brand: { id: string; name: string; time_zone: string },
  { from, to, ideas }: PostRange,
): ExportPost[] {
  const start = from === null ? '' : wallToInstant(`${from}T00:00`, brand.time_zone);
  const end = to === null ? '~' : wallToInstant(`${addDays(to, 1)}T00:00`, brand.time_zone);
  const views = postViews(
    replica,
    `p.brand_id = ? and ((p.scheduled_at >= ? and p.scheduled_at < ?)${ideas ? ' or p.scheduled_at is null' : ''})
     order by p.scheduled_at is null, p.scheduled_at, p.id`,
    brand.id,
    start,
    end,
  );
  return views.map((view) => exportPost(view, brand.name));
}

function exportPost(post: PostView, brand: string): ExportPost {
  return {
    id: post.id,
    brand,
    title: post.title,
    caption: post.caption,
    notes: post.notes,
    hashtags: post.hashtags,
    link: post.link,
    pillar: post.pillar?.name ?? null,
    wall_time: post.wall_time,
    time_zone: post.time_zone,
    scheduled_at: post.scheduled_at,
    channels: post.targets.flatMap(({ connection, connection_id, text, publication, ...target }) =>
      connection
        ? [
            {
              connection_id,
              platform: connection.platform,
              handle: connection.handle,
              text,
              own:
                target.wall_time && target.time_zone && target.scheduled_at
                  ? {
                      wall_time: target.wall_time,
                      time_zone: target.time_zone,
                      scheduled_at: target.scheduled_at,
                    }
                  : null,
              out: publication !== null && OUT.includes(publication.state),
            },
          ]
        : [],
    ),
    media: post.media.flatMap(({ asset, asset_id, connection_id, alt_text }) =>
      asset && connection_id === null
        ? [
            {
              asset_id,
              sha256: asset.sha256,
              name: asset.name,
              mime: asset.mime,
              alt: alt_text ?? asset.alt_text,
            },
          ]
        : [],
    ),
    review: post.review.state,
    updated_at: post.updated_at,
    version: post.version,
  };
}
