/**
 * `node scripts/console-screenshots.ts`: pictures of each of the console's screens, light and dark, wide and
 * narrow, into `docs/console/`. What is on them is the demo, run for real; needs Chromium.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../tests/console/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'docs', 'console');
const patienceMs = 120_000;
/** Slow enough that the canary lasts while its pictures are taken. */
const speed = '10';

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  ([1280, 390] as const).map((width) => ({
    colorScheme,
    width,
    name: `${colorScheme}-${width === 390 ? 'narrow' : 'wide'}`,
  })),
);

interface Look {
  readonly name: string;
  readonly page: Page;
}

mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'serin-screenshots-'));
const browser = await launchBrowser();
const demo = spawn(process.execPath, [join(root, 'demo', 'demo.ts'), '--keep', '--speed', speed], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, NO_COLOR: '1' },
});
try {
  const told = listen(demo);
  const url = new URL((await told(/^ {2}(http:\S+) is the console$/m))[1] ?? '');
  const opened = await openLooks(browser, url);
  await told(/then deploying a good version[^]*10 % to version 3/);
  const running = await hrefOf(opened, url, 'In progress');
  await shoot(opened, 'deployment-shifting', async (page) => {
    await page.goto(new URL(running, url).href);
    await page.getByRole('region', { name: 'Versions', exact: true }).waitFor();
  });
  await told(/goes on at/);
  await shootAll(opened, url);
} finally {
  await browser.close();
  if (demo.exitCode === null) {
    demo.kill('SIGINT');
    await once(demo, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Resolves with what the demo says, as soon as it has. */
function listen(child: ChildProcess): (wanted: RegExp) => Promise<RegExpExecArray> {
  let said = '';
  const waiting = new Set<() => void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    for (const look of waiting) look();
  });
  return (wanted) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = wanted.exec(said);
        if (found === null) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      child.once('exit', (code) => reject(new Error(`The demo ended with ${code}:\n${said}`)));
      look();
    });
}

async function openLooks(chromium: Browser, url: URL): Promise<readonly Look[]> {
  return Promise.all(
    looks.map(async ({ name, colorScheme, width }) => {
      const context = await chromium.newContext({
        colorScheme,
        reducedMotion: 'reduce',
        viewport: { width, height: width === 390 ? 844 : 960 },
      });
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      await page.goto(url.href);
      await page.getByRole('status', { name: 'Connection' }).getByText('Live').waitFor();
      return { name, page };
    }),
  );
}

/** Where the newest deployment of a status is: a wide page tells, and all pages go there. */
async function hrefOf([wide]: readonly Look[], url: URL, status: string): Promise<string> {
  if (wide === undefined) throw new Error('No page is open');
  await wide.page.goto(new URL('/deployments', url).href);
  const row = wide.page.getByRole('row').filter({ hasText: status });
  return (await row.getByRole('link').first().getAttribute('href')) ?? '';
}

async function openFirst(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('navigation', { name: 'Breadcrumb' }).waitFor();
}

async function shootAll(opened: readonly Look[], url: URL): Promise<void> {
  const at =
    (path: string, then: (page: Page) => Promise<void> = async () => undefined) =>
    async (page: Page): Promise<void> => {
      await page.goto(new URL(path, url).href);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await then(page);
    };
  await shoot(
    opened,
    'deployments',
    at('/deployments', (page) => page.getByRole('table').first().waitFor()),
  );
  await shoot(
    opened,
    'deployment-stopped',
    at(await hrefOf(opened, url, 'Stopped'), (page) => page.getByRole('region', { name: 'Outcome' }).waitFor()),
  );
  for (const screen of ['functions', 'stacks', 'alarms'] as const) {
    await shoot(
      opened,
      screen,
      at(`/${screen}`, (page) => page.getByRole('main').getByRole('link').first().waitFor()),
    );
    await shoot(opened, screen.slice(0, -1), at(`/${screen}`, openFirst));
  }
  const report = join(folder, 'rehearsal.json');
  await rehearse(report);
  await shoot(
    opened,
    'rehearsal',
    at('/rehearsal', async (page) => {
      await page.getByLabel('Open a report').setInputFiles(report);
      await page.getByRole('region', { name: 'Verdict' }).waitFor();
    }),
  );
}

async function rehearse(report: string): Promise<void> {
  const program = join(root, 'bin', 'serin.js');
  const args = [
    'rehearse',
    'examples/workshop/template.yaml',
    '--stack-name',
    'checkout-prod',
    '--fault',
    'errors=100%',
  ];
  const child = spawn(process.execPath, [program, ...args, '--report', 'json', '--out', report], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // The report names the template as it was given.
    cwd: root,
  });
  await once(child, 'exit');
}

async function shoot(opened: readonly Look[], name: string, show: (page: Page) => Promise<void>): Promise<void> {
  for (const look of opened) {
    await show(look.page);
    // Charts are drawn a moment after their data came.
    await look.page.waitForTimeout(800);
    await look.page.screenshot({ path: join(target, `${name}-${look.name}.png`) });
  }
  console.log(`${name}: ${opened.length} pictures`);
}
