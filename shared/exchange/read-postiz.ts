import { z } from 'zod';
import { planIssue } from '../csv/issues.ts';
import type { Plan, PlanRow } from '../csv/plan.ts';
import { MAX_ROWS } from '../csv/table.ts';
import { instantToWall } from '../time/wall.ts';

/**
 * Postiz writes no file of posts, but its public API lists them (`GET /public/v1/posts`), and people keep that answer:
 * `{"posts": [{"content", "publishDate", "state", "integration": {"providerIdentifier", "name"}}]}`.
 */
const postSchema = z.object({
  content: z.string().max(100_000),
  publishDate: z.string().max(100),
  state: z.string().max(40).default('QUEUE'),
  integration: z
    .object({ providerIdentifier: z.string().max(100).default(''), name: z.string().max(300).default('') })
    .optional(),
});
export const postizSchema = z.object({ posts: z.array(z.unknown()) });

/** @param posts what the file lists; a line of an issue is the place in that list, from 1 */
export function parsePostiz(posts: readonly unknown[], options: { zone: string; now: string }): Plan {
  const plan: Plan = {
    rows: [],
    issues: [],
    columns: [],
    dateOrder: null,
    delimiter: null,
    preset: null,
    samples: [],
  };
  if (posts.length > MAX_ROWS) return { ...plan, issues: [planIssue('too_many_rows', MAX_ROWS + 1, null)] };
  for (const [index, post] of posts.entries()) {
    const read = postSchema.safeParse(post);
    const line = index + 1;
    if (!read.success) {
      const name = String(read.error.issues[0]?.path[0] ?? '');
      plan.issues.push(planIssue('event_broken', line, { name, number: 0 }));
      continue;
    }
    const { content, publishDate, state, integration } = read.data;
    const at = Date.parse(publishDate);
    if (Number.isNaN(at)) {
      plan.issues.push(planIssue('date_invalid', line, { name: 'publishDate', number: 0 }, publishDate));
      continue;
    }
    const instant = new Date(Math.floor(at / 60_000) * 60_000).toISOString();
    plan.rows.push(rowOf({ line, instant, content, state, integration }, options));
  }
  return plan;
}

function rowOf(
  post: {
    line: number;
    instant: string;
    content: string;
    state: string;
    integration: { providerIdentifier: string; name: string } | undefined;
  },
  options: { zone: string; now: string },
): PlanRow {
  const platform = post.integration?.providerIdentifier.split('-')[0] ?? '';
  return {
    line: post.line,
    wall: instantToWall(post.instant, options.zone),
    instant: post.instant,
    zone: options.zone,
    timeAssumed: false,
    past: post.instant < options.now,
    title: '',
    text: plainWords(post.content),
    pillar: null,
    channels: [platform, post.integration?.name ?? ''].filter((name) => name !== ''),
    link: null,
    hashtags: [],
    status: post.state === 'PUBLISHED' ? 'published' : post.state === 'DRAFT' ? 'draft' : 'scheduled',
    media: [],
    alts: [],
    notes: '',
    words: [],
    dates: [],
    brand: null,
  };
}

/** Its editor keeps paragraphs as HTML; nothing of it is ever shown as such. */
const plainWords = (html: string): string =>
  /<(p|br|strong|em|a|ul|li|h\d)\b/i.test(html)
    ? html
        .replace(/<br\s*\/?>|<\/p>\s*<p[^>]*>|<\/li>/gi, '\n')
        .replace(/<[^>]{0,1000}>/g, '')
        .replaceAll('&nbsp;', ' ')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&')
        .trim()
    : html;
