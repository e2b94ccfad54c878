import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { secondLook } from '../journeys/second-look.js';
import { describeInBrowser, openChromium } from './open-chromium.js';

const TOUR = fileURLToPath(new URL('../fixtures/tour', import.meta.url));

describeInBrowser('the preview of a motion in a browser', (chromium) => {
  let out: string;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];

  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'second-look-preview-'));
    const run = await secondLook([
      'run',
      TOUR,
      '--jurisdiction',
      'us-md',
      '--as-of',
      '2022-06-01',
      '--formats',
      'html',
      '--out',
      out,
    ]);
    expect(run.stderr).toBe('');
    browser = await openChromium(chromium);
    page = await browser.newPage({ viewport: { width: 1000, height: 1300 } });
    page.on('request', (request) => asked.push(request.url()));
    const motion = readdirSync(join(out, 'motions'), { recursive: true })
      .map(String)
      .find((name) => name.endsWith('1-motion.html'));
    await page.goto(pathToFileURL(join(out, 'motions', motion ?? 'missing')).href);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(out, { recursive: true, force: true });
  });

  it('shows the caption, what is asked for each count, and that it is a draft', async () => {
    const text = (await page.innerText('body')).replace(/\s+/g, ' ');
    expect(text).toContain('IN THE DISTRICT COURT OF MARYLAND FOR BALTIMORE CITY');
    expect(text).toContain('Case No. 1B00417731');
    expect(text).toContain('nolle prosequi as to counts 1 and 2');
    expect(text).toMatch(/draft/i);
    expect(text).not.toMatch(/\{\{|undefined|null/);
  });

  it('says its language and its title, and has one heading of each document for who cannot see it', async () => {
    expect(await page.getAttribute('html', 'lang')).toMatch(/^en/);
    expect(await page.title()).toMatch(/quash/i);
    expect(await page.locator('h1').count()).toBeGreaterThan(0);
  });

  it('asks nothing of the network and runs no script', async () => {
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);
  });

  it('fits a telephone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    const width = await page.locator('html').evaluate((html: { scrollWidth: number }) => html.scrollWidth);
    expect(width).toBeLessThanOrEqual(400);
  });
});
