/** Headless Chromium of this machine, closed to the network: tests open files and addresses of their own only. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser's program, or null where none is installed: then the tests say so, and on CI they fail. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM'];
  return [...(named === undefined ? [] : [named]), ...PROGRAMS].find((path) => existsSync(path)) ?? null;
}

export async function openChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** `describe` with a browser's program; says plainly why it is skipped where there is none, and fails on CI. */
export function describeInBrowser(title: string, tests: (executablePath: string) => void): void {
  const found = findChromium();
  if (found !== null) {
    describe(title, () => tests(found));
    return;
  }
  describe(title, () => {
    const isCi = process.env['CI'] === 'true';
    (isCi ? it : it.skip)('needs Chromium, which is not installed here', () => {
      throw new Error('Chromium is not installed: apt-get install chromium, or name it in CHROMIUM.');
    });
  });
}
