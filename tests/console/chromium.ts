/** A browser that looks at the console of a running program, and tells all that it should not have done. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { SerinProgram } from '../serin-program.ts';

/** Longer than anything takes on a machine that has other work too. */
export const patienceMs = 290_000;

/** From `SERIN_CHROMIUM`, or whatever lies on the path. */
export function findChromium(): string | undefined {
  const chosen = process.env['SERIN_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why there is nothing to look at, or with: in words, for whoever runs the tests. */
export function whyNoConsole(): string | undefined {
  if (findChromium() === undefined) return 'there is no Chromium on the path; SERIN_CHROMIUM may name one';
  const page = fileURLToPath(new URL('../../console/dist/index.html', import.meta.url));
  return existsSync(page) ? undefined : 'the console is not built: npm run build:console';
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium() ?? '',
    // What Chromium would ask the internet for is no business of a test's.
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

/** The address that `serin start` printed, with its token. */
export function consoleUrl(serin: SerinProgram): URL {
  const [, address = ''] = /^Console: +(http:\S+)$/m.exec(serin.output()) ?? [];
  return new URL(address);
}

/** What keeps people out of what the page shows now, by axe's rules. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
}

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the page, and requests to elsewhere. Each is taken once. */
  takeOffences(): readonly string[];
}

/** Lets the page in and waits until it is live. */
export async function visit(
  browser: Browser,
  serin: SerinProgram,
  { path = '/deployments', ...options }: BrowserContextOptions & { readonly path?: string } = {},
): Promise<Visit> {
  const url = consoleUrl(serin);
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  let offences: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') offences.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => offences.push(`page: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:' && host !== url.host) offences.push(`request: ${request.url()}`);
  });
  await page.goto(url.href);
  await page.getByRole('status', { name: 'Connection' }).getByText('Live').waitFor();
  if (path !== '/deployments') await page.goto(new URL(path, url).href);
  return {
    page,
    takeOffences: () => {
      const taken = offences;
      offences = [];
      return taken;
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
