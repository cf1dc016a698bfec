import { createHash } from 'node:crypto';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import type { App, ServerDeps } from '../../deps.ts';

const DAY_MS = 86_400_000;
const DAYS = 10;

/** Made-up articles, one a day in turn: something to try topics and keywords on. */
const ARTICLES = [
  [
    'Why rye is back on the shelf',
    'Three bakers on grain that grows close by, and customers who ask for it by name.',
  ],
  [
    'The oven is the cheapest photographer',
    'Steam, window light and one plain cloth: pictures of bread that need no equipment.',
  ],
  [
    'What people ask before they order',
    'A shop kept a list for a month. Opening hours won, sourdough came second.',
  ],
  ['Slow dough, short posts', 'How a bakery explains a thirty-hour process in two sentences.'],
  [
    'Market season begins with a timetable',
    'Stalls that post their hours a week ahead sell out earlier, a small survey says.',
  ],
  [
    'A reel from the night shift',
    'Forty seconds of folding, no words: the most saved video of a village bakery.',
  ],
  [
    'Leftover bread, told honestly',
    'Croutons, crumbs and a price for the day after. Readers like to see the sums.',
  ],
  [
    'The harbour café that answers every comment',
    'Two people, ten minutes a morning, and a page of good first sentences.',
  ],
  [
    'Spelt without the sermon',
    'What it tastes like, what it costs, who should try it. A post in three lines.',
  ],
] as const;

/** A feed that needs no network, so that smart feeds can be tried: the same articles for everybody, a new one each day. */
export function sandboxFeed(app: App, { now }: Pick<ServerDeps, 'now'>): void {
  app.get('/sandbox/feed.xml', { schema: { hide: true } }, async (request, reply) => {
    const day = Math.floor(now().getTime() / DAY_MS);
    const items = Array.from({ length: DAYS }, (_, ago) => itemOf(day - ago, now()));
    const body = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>The Crust (example)</title><link>https://crust.example/</link>
<description>Made-up articles for people who bake and post.</description>
${items.join('\n')}
</channel></rss>`;
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    reply.header('etag', etag).type('application/rss+xml; charset=utf-8');
    return request.headers['if-none-match'] === etag ? reply.status(304).send() : body;
  });
}

function itemOf(day: number, now: Date): string {
  const [title, text] = ARTICLES[day % ARTICLES.length] ?? ARTICLES[0];
  // At six in the morning, or at midnight while it is earlier than that.
  const six = day * DAY_MS + 6 * 3_600_000;
  const at = new Date(six <= now.getTime() ? six : day * DAY_MS);
  return `<item><title>${escapeHtml(title)}</title><description>${escapeHtml(text)}</description>
<link>https://crust.example/${day}</link><guid isPermaLink="false">crust-${day}</guid><pubDate>${at.toUTCString()}</pubDate></item>`;
}
