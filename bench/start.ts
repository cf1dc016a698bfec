import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { idOf, MONTH } from './data.ts';
import { bench, judge, makeFolder, ms, percentile, print, printMemory, readOptions } from './harness.ts';
import { build, fillProfile, follow, openPage, startHost } from './page.ts';

/**
 * The desktop's process is started on a profile with so much in it; until its address is printed, until a page has the
 * month, and, where there is a Chromium, until a post is on the screen of a browser that was open
 * before. Files are in the system's cache, as after a first start that day.
 */
const options = readOptions({ sizes: [1000, 100_000], runs: 5, perDay: 20 });

await bench(async () => {
  build();
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => existsSync(path),
  );
  const browser = await chromium
    .launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox', '--disable-gpu'] })
    .catch(() => null);
  if (!browser) console.log('There is no Chromium here, so nothing is drawn.');
  const rows: Record<string, unknown>[] = [];
  let goal = Number.NaN;
  for (const size of options.sizes) {
    const profile = makeFolder();
    const brandId = idOf('brand');
    fillProfile(profile, brandId, { posts: size, comments: size, perDay: options.perDay });
    const address: number[] = [];
    const data: number[] = [];
    const screen: number[] = [];
    let rss = 0;
    for (let run = 0; run < options.runs; run += 1) {
      const from = performance.now();
      const host = await startHost(profile);
      address.push(performance.now() - from);
      if (browser && run % 2 === 0) {
        const page = await browser.newPage();
        await page.goto(`${host.url}`);
        await page.locator('[data-post]').first().waitFor();
        screen.push(performance.now() - from);
        await page.close();
      } else {
        const there = Promise.withResolvers<void>();
        follow(
          openPage(host.url),
          'calendar',
          { brandId, ...MONTH },
          (posts) => posts.length > 0 && there.resolve(),
        );
        await there.promise;
        data.push(performance.now() - from);
      }
      rss = Math.max(rss, rssOf(host.child.pid ?? 0));
      await host.stop();
    }
    goal = percentile(screen.length > 0 ? screen : data, 0.95);
    const p50 = (times: number[]) => (times.length > 0 ? ms(percentile(times, 0.5)) : '');
    rows.push({
      'posts, comments': size,
      'address printed': p50(address),
      'month read': p50(data),
      'month drawn': p50(screen),
      worst: ms(Math.max(...data, ...screen)),
      'desktop rss': rss > 0 ? `${(rss / 1024).toFixed(0)} MB` : '',
    });
  }
  await browser?.close();
  print('Start, p50', rows);
  console.log('');
  judge(browser ? 'first data on screen' : 'first data at the page', goal, 1500);
  printMemory();
});

/** Kilobytes; 0 where there is no `ps`. */
function rssOf(pid: number): number {
  return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || 0);
}
