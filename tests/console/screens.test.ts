/** What holds for every screen of the console, and for who may see it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { applicationName, deploymentGroupName, openShop } from '../shop.ts';
import { consoleUrl, findBarriers, launchBrowser, patienceMs, visit, whyNoConsole } from './chromium.ts';

const reason = whyNoConsole();
if (reason !== undefined) console.warn(`Skipped, for ${reason}`);

describe.skipIf(reason !== undefined)('the console', () => {
  let serin: SerinProgram;
  let browser: Browser;
  let deploymentId: string;

  beforeAll(async () => {
    serin = await startSerin(['--speed', '20']);
    const shop = await openShop(serin.environment);
    ({ deploymentId = '' } = await shop.codedeploy.createDeployment({
      applicationName,
      deploymentGroupName,
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      revision: {
        revisionType: 'AppSpecContent',
        appSpecContent: {
          content:
            'version: 0.0\nResources:\n  - checkout:\n      Type: AWS::Lambda::Function\n      Properties: {Name: checkout, Alias: live, CurrentVersion: "1", TargetVersion: "2"}\n',
        },
      },
    }));
    await shop.call(5);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await serin?.[Symbol.asyncDispose]();
  });

  const screens = [
    ['/deployments', 'Deployments'],
    ['/deployments/:id', 'checkout:live'],
    ['/functions', 'Functions'],
    ['/stacks', 'Stacks'],
    ['/alarms', 'Alarms'],
    ['/rehearsal', 'Rehearsal'],
  ] as const;

  test.each(
    screens.flatMap(([path, title]) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ path, title, colorScheme })),
    ),
  )('is accessible and keeps to itself: $path, $colorScheme', async ({ path, title, colorScheme }) => {
    await using visited = await visit(browser, serin, {
      path: path.replace(':id', deploymentId),
      colorScheme,
      reducedMotion: 'reduce',
    });
    const { page } = visited;
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page
      .getByText(/^Reading .* …$/)
      .first()
      .waitFor({ state: 'detached' });
    expect(await findBarriers(page)).toEqual([]);
    expect(visited.takeOffences()).toEqual([]);
  });

  test('fits a phone: nothing stands out over the edge', async () => {
    await using visited = await visit(browser, serin, {
      path: `/deployments/${deploymentId}`,
      viewport: { width: 390, height: 800 },
    });
    await visited.page.getByRole('region', { name: 'Outcome' }).waitFor();
    expect(await visited.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('filters deployments, and says when there are none', async () => {
    await using visited = await visit(browser, serin);
    const { page } = visited;
    const row = page.getByRole('row').filter({ hasText: deploymentId });
    for (const status of ['Succeeded', 'All']) {
      await page.getByRole('radio', { name: status }).check({ force: true });
      await row.waitFor();
    }
    for (const status of ['Running', 'Failed or stopped']) {
      await page.getByRole('radio', { name: status }).check({ force: true });
      await page.getByText('No deployment is like that').waitFor();
    }
    expect(new URL(page.url()).search).toBe('?status=ended');
    await page.getByRole('radio', { name: 'All' }).check({ force: true });
    await page.getByRole('searchbox', { name: 'Function' }).fill('checkout');
    await row.waitFor();
    await page.getByRole('searchbox', { name: 'Function' }).fill('payment');
    await page.getByText('No deployment is like that').waitFor();
    expect(visited.takeOffences()).toEqual([]);
  });

  test('is reached by keyboard alone', async () => {
    await using visited = await visit(browser, serin);
    const { page } = visited;
    await page.getByRole('link', { name: 'checkout:live' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === 'checkout:live') break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /^checkout:live/ }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  test('lets nobody in without the token', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(patienceMs);
    await page.goto(consoleUrl(serin).origin);
    await page.getByText(/serin start/).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.close();
  });

  test('says that the connection is broken when Serin has ended', async () => {
    await using other = await startSerin();
    await using visited = await visit(browser, other);
    const connection = visited.page.getByRole('status', { name: 'Connection' });
    await other[Symbol.asyncDispose]();
    await connection.getByText('Disconnected').waitFor();
    await visited.page
      .getByRole('alert')
      .getByText(/connection to Serin is broken/)
      .waitFor();
  });
});
