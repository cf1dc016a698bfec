import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from '@playwright/test';
import { v7 as uuidv7 } from 'uuid';
import { PLATFORMS } from '../shared/kinds/index.ts';
import config from '../tests/e2e/playwright.config.ts';
import { brandOf, idOf } from './data.ts';
import {
  bench,
  judge,
  makeFolder,
  ms,
  percentile,
  print,
  printMemory,
  readOptions,
  spread,
} from './harness.ts';
import { build, startHost } from './page.ts';
import { openBenchReplica } from './replica.ts';

/**
 * A person types in a post that goes to ten channels, each with words of its own: from the key until it is painted, in
 * Chromium, while drafts are written at every pause. In turns the shared words, which all ten tabs look at, and the
 * words of one channel, with its counts, its problems and its preview. `work` is without the wait for the next frame,
 * which is up to 17 ms at 60 frames a second whatever the app does.
 */
const options = readOptions({ keys: 300, variants: 10 });
const KEY_MS = 25;

await bench(async () => {
  build();
  const profile = makeFolder();
  const file = join(profile, 'local.sqlite');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const replica = openBenchReplica(file);
  const brandId = idOf('brand');
  const postId = uuidv7();
  const { id, name, organization_id, time_zone, week_starts_on } = brandOf(brandId);
  const words = {
    pillar_id: null,
    title: 'Rye',
    notes: '',
    hashtags: ['bread', 'rye'],
    link: 'https://bread.shop/rye',
  };
  const caption = 'Rye bread, baked slowly. From seven, as long as it lasts. '.repeat(8);
  const targets = Array.from({ length: options.variants }, (_, index) => {
    const connection_id = uuidv7();
    const platform = PLATFORMS[index % PLATFORMS.length] ?? 'bluesky';
    const named = { brand_id: brandId, post_id: postId, connection_id };
    return [
      {
        name: 'connection.addByHand',
        args: { id: connection_id, brand_id: brandId, platform, handle: `bakery-${index}`, limits: null },
      },
      { name: 'target.add', args: { ...named, text: `${caption} On ${platform}.` } },
    ];
  });
  replica.mutate(
    [
      { name: 'brand.create', args: { id, name, organization_id, time_zone, week_starts_on } },
      { name: 'post.create', args: { id: postId, brand_id: brandId, ...words, caption, when: null } },
      ...targets.flat(),
    ],
    null,
  );
  replica.close();

  const host = await startHost(profile);
  const browser = await chromium.launch(config.use?.launchOptions ?? {});
  const rows: Record<string, unknown>[] = [];
  const spends: Record<string, unknown>[] = [];
  let worst = 0;
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(host.url.href);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.evaluate((address) => location.assign(address), `#/post/${postId}`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    /** What the page's main thread took of a processor so far, in milliseconds: also where other work wants both cores. */
    const processorTime = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    };
    const tabs = page.getByRole('tablist', { name: 'Words' });
    await tabs.getByRole('tab').nth(options.variants).waitFor();
    for (const [what, tab, field] of [
      ['the shared words', 'All channels', 'Caption'],
      ['one channel’s words', 'X: bakery-5', 'Words for bakery-5'],
    ] as const) {
      await tabs.getByRole('tab', { name: tab }).click();
      await page.getByLabel(field).focus();
      await page.evaluate(watchKeys);
      const before = await processorTime();
      for (let key = 0; key < options.keys; key += 1) {
        await page.keyboard.press(key % 6 === 5 ? 'Space' : 'e');
        await page.waitForTimeout(KEY_MS);
      }
      const spent = ((await processorTime()) - before) / options.keys;
      const { painted, work } = await page.evaluate(() => (window as unknown as Watched).keys);
      rows.push({ typed: what, until: 'painted', ...spread(painted.slice(10)) });
      rows.push({ typed: what, until: 'ready to paint (work)', ...spread(work.slice(10)) });
      spends.push({ typed: what, 'a key': ms(spent) });
      worst = Math.max(worst, percentile(work.slice(10), 0.95));
    }
  } finally {
    await browser.close();
    await host.stop();
  }
  print(`${options.keys} keys, ${options.variants} channels with words of their own`, rows);
  print('Processor time of the page', spends);
  console.log('');
  judge('from the key until it can be painted, p95', worst, 16);
  printMemory();
});

type Watched = { keys: { painted: number[]; work: number[] } };

/** Runs in the page: times every key from its event until its frame is painted. */
function watchKeys(): void {
  const keys = { painted: [] as number[], work: [] as number[] };
  (window as unknown as Watched).keys = keys;
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      let waited = 0;
      const queued = performance.now();
      requestAnimationFrame((frame) => {
        // From when the handlers were done until the frame began, the page only waited for it.
        waited = Math.max(0, frame - Math.max(queued, handled));
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          const took = performance.now() - timeStamp;
          keys.painted.push(took);
          keys.work.push(took - waited);
        };
        port2.postMessage(null);
      });
      let handled = queued;
      addEventListener(
        'input',
        () =>
          queueMicrotask(() => {
            handled = performance.now();
          }),
        { once: true },
      );
    },
    { capture: true },
  );
}
